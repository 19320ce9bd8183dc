/** The settings that are one of a few: marked as the state has them, each with the sentence that explains it. */
import { setText } from "../../shared/dom.js";
import { say } from "../../shared/texts.js";

const NAMES = ["edges", "neg", "engine", "channel"];
const EXPLAINED = ["edges", "neg", "engine"];

const byId = (id) => document.getElementById(id);
const radios = (name) => document.querySelectorAll(`input[name="${name}"]`);

/** `onChange(changes)` is called with what was chosen. */
export function createChoices(onChange) {
  for (const name of NAMES) {
    for (const input of radios(name)) input.addEventListener("change", () => onChange({ [name]: input.value }));
  }
  for (const input of radios("colour")) {
    input.addEventListener("change", () => onChange({ colour: input.value === "1" }));
  }
  return {
    show(state) {
      for (const name of NAMES) {
        for (const input of radios(name)) input.checked = input.value === state[name];
      }
      for (const input of radios("colour")) input.checked = (input.value === "1") === state.colour;
      for (const name of EXPLAINED) setText(byId(`${name}-about`), say(`live_${name}_${state[name]}`));
      byId("channels").hidden = !state.colour;
      byId("letgo").hidden = !state.at;
    },
  };
}
