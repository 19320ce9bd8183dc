/** Where a filter of the first layer can be sent, and the kernel that came from another page. */
import { setText } from "../../shared/dom.js";
import { say } from "../../shared/texts.js";
import { toLayer, toLive, toStep } from "../shell/sending.js";
import { givenOf } from "./model.js";

const byId = (id) => document.getElementById(id);
const MOST = 4; // filters that the layer page shows
const LARGEST = 3; // a side of their kernels

/** The kernel of a filter of the first layer, with its bias. */
function filterOf(layer, weights, filter) {
  const first = layer.offset + filter * layer.fanIn;
  return { kernel: weights.slice(first, first + layer.fanIn), bias: weights[layer.offset + layer.units * layer.fanIn + filter] };
}

/** Brings the addresses up to date with the present weights and picture. */
export function showLinks({ state, network, weights, picture }) {
  const layer = network?.layers[0];
  const has = layer?.kind === "conv";
  byId("send").hidden = !has;
  const given = has && givenOf(state);
  setText(byId("given"), given ? say("net_given") : "");
  byId("without").hidden = !given;
  if (!has) return;
  const choices = byId("filter");
  if (choices.options.length !== layer.filters) choices.replaceChildren(...Array.from({ length: layer.filters }, (_, i) => new Option(String(i + 1), String(i + 1))));
  const at = Math.min(state.filter, layer.filters);
  choices.value = String(at);
  const { kernel, bias } = filterOf(layer, weights, at - 1);
  const to = (id, query) => byId(id).setAttribute("href", byId(id).dataset.page + query);
  to("to-step", toStep(picture, kernel, layer.padding));
  to("to-live", toLive(kernel, bias));
  const first = Array.from({ length: Math.min(MOST, layer.filters) }, (_, i) => filterOf(layer, weights, i));
  byId("to-layer").hidden = layer.kernel > LARGEST;
  if (layer.kernel <= LARGEST) to("to-layer", toLayer(picture, first.map((one) => one.kernel), first.map((one) => one.bias), layer.padding));
}
