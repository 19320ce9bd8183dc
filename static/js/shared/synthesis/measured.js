/** What was measured once and lies beside a demo's page: who is missing, and the curve of the training. */
import { lossesOf } from "./losses.js";
import { missingOf } from "./missing.js";

/** Puts both below the settings; `base` is the address of the page's folder. */
export async function showMeasured(live, base) {
  const fetched = async (name) => (await fetch(new URL(name, base))).json();
  const [missing, curve] = await Promise.all([fetched("missing.json"), fetched("curve.json")]);
  live.more.append(missingOf(missing, new URL("missing.webp", base)));
  if (curve.length) live.more.append(lossesOf(curve));
}
