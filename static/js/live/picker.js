/** The choice of a source: its kind, and what belongs to each kind. */
import { el, setText } from "../shared/dom.js";
import { keep, recall } from "../shared/store.js";
import { say } from "../shared/texts.js";
import { listCameras } from "./sources.js";

const byId = (id) => document.getElementById(id);

/** The kind of source that a dropped or pasted file is, or null. */
export function kindOfFile(file) {
  if (!file) return null;
  if (file.type.startsWith("image/")) return "picture";
  return file.type.startsWith("video/") ? "file" : null;
}

/**
 * `start` is the source that the address names, or null. `onSelect(source)` is called when the visitor chooses one.
 */
export function createPicker({ builtin, start, facing, onSelect }) {
  const kinds = [...document.querySelectorAll('input[name="source"]')];
  const panels = [...document.querySelectorAll("[data-panel]")];
  const cameras = byId("camera");
  const first = (kind) => builtin.find((item) => item.kind === kind)?.name;
  const chosen = {
    clip: start?.kind === "clip" ? start.name : first("clip"),
    picture: start?.kind === "picture" ? start.name : first("picture"),
    file: null,
    pictureFile: null,
    facing,
    deviceId: facing ? null : recall("camera"),
  };
  let kind = start?.kind ?? "camera";

  const addressOf = (name) => builtin.find((item) => item.name === name)?.url;

  /** What `sources.acquire` takes. */
  function source() {
    if (kind === "camera") return { kind, deviceId: chosen.deviceId, facing: chosen.facing };
    if (kind === "clip") return { kind, name: chosen.clip, url: addressOf(chosen.clip) };
    if (kind === "file") return { kind, file: chosen.file };
    if (kind === "screen") return { kind };
    if (chosen.pictureFile) return { kind, file: chosen.pictureFile };
    return { kind, name: chosen.picture, url: addressOf(chosen.picture) };
  }

  function show() {
    for (const input of kinds) input.checked = input.value === kind;
    for (const panel of panels) panel.hidden = panel.dataset.panel !== kind;
    for (const input of document.querySelectorAll('input[name="clip"]')) input.checked = input.value === chosen.clip;
    for (const input of document.querySelectorAll('input[name="picture"]')) {
      input.checked = !chosen.pictureFile && input.value === chosen.picture;
    }
    setText(byId("picture-name"), chosen.pictureFile ? chosen.pictureFile.name : "");
    setText(byId("file-name"), chosen.file ? chosen.file.name : "");
    cameras.value = chosen.deviceId ? `id:${chosen.deviceId}` : `to:${chosen.facing ?? ""}`;
    if (cameras.selectedIndex < 0) cameras.selectedIndex = 0;
  }

  function pick() {
    show();
    onSelect(source());
  }

  function take(file) {
    const found = kindOfFile(file);
    if (!found) return false;
    kind = found;
    if (found === "picture") chosen.pictureFile = file;
    else chosen.file = file;
    pick();
    return true;
  }

  for (const input of kinds) {
    input.addEventListener("change", () => {
      kind = input.value;
      pick();
    });
  }
  for (const name of ["clip", "picture"]) {
    for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
      input.addEventListener("change", () => {
        chosen[name] = input.value;
        if (name === "picture") chosen.pictureFile = null;
        pick();
      });
    }
  }
  for (const id of ["picture-file", "video-file"]) {
    byId(id).addEventListener("change", (event) => {
      take(event.target.files[0]);
      event.target.value = "";
    });
  }
  cameras.addEventListener("change", () => {
    const [how, value] = cameras.value.split(/:(.*)/s);
    chosen.deviceId = how === "id" ? value : null;
    chosen.facing = how === "to" && value ? value : null;
    keep("camera", chosen.deviceId);
    pick();
  });

  /** The cameras by name, once their names may be known; front and back where a phone has both. */
  async function refreshCameras() {
    const found = await listCameras();
    const options = [el("option", { value: "to:", textContent: say("default_camera") })];
    if (matchMedia("(pointer: coarse)").matches) {
      options.push(el("option", { value: "to:front", textContent: say("front_camera") }));
      options.push(el("option", { value: "to:back", textContent: say("back_camera") }));
    }
    found.forEach((camera, index) => {
      const textContent = camera.label || say("camera_number", { number: index + 1 });
      options.push(el("option", { value: `id:${camera.deviceId}`, textContent }));
    });
    cameras.replaceChildren(...options);
    byId("camera-hint").classList.toggle("is-away", found.some((camera) => camera.label));
    show();
  }

  navigator.mediaDevices?.addEventListener?.("devicechange", refreshCameras);
  refreshCameras();
  show();
  return { source, take, refreshCameras, facing: () => chosen.facing };
}
