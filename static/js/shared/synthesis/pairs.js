/** Pairs for the game: a real picture that nothing was trained on, and a made one, by the settings that the page begins with. */
import { address } from "../address.js";
import { answerOf } from "../answers.js";
import { shuffledOrder } from "../chance.js";
import { encoded } from "../jpeg.js";
import { HALF } from "./sheet.js";

const MOST = 10000;
const QUALITY = 0.95;

/** A square of a picture as a JPEG; both pictures of a pair go this way, so that nothing but what is shown tells them apart. */
function cut(picture, top) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [HALF, HALF];
  canvas.getContext("2d").drawImage(picture, 0, top, HALF, HALF, 0, 0, HALF, HALF);
  return encoded(canvas, QUALITY);
}

/** A sheet of the demo's with a number in its corner, as a bitmap. Throws an Error with the server's sentence. */
async function sheetOf(demo, wishes, ask) {
  const query = new URLSearchParams({ show: "mix", ...wishes });
  const response = await ask(address(`/api/demos/${encodeURIComponent(demo)}?${query}`), { method: "POST", headers: { Accept: "image/jpeg" } });
  if (!response.ok) throw new Error(answerOf(await response.text(), response.status).error?.message);
  return createImageBitmap(await response.blob());
}

/**
 * make() of a way to play. `real` is the address of a column of squares, `kinds` the kind of each, or null where there are
 * none: then a made picture is of the same kind. No real one comes twice before all have been shown.
 */
export function createPairs(demo, { real, kinds }, { ask = fetch, random = Math.random } = {}) {
  let column = null;
  let order = [];
  return async () => {
    column ??= createImageBitmap(await (await ask(real)).blob());
    const picture = await column;
    if (!order.length) order = shuffledOrder(Math.floor(picture.height / HALF), random);
    const place = order.pop();
    const wishes = { first: Math.floor(random() * MOST), ...(kinds && { kind: kinds[place] }) };
    const sheet = await sheetOf(demo, wishes, ask);
    const [truth, fake] = await Promise.all([cut(picture, place * HALF), cut(sheet, 0)]);
    sheet.close();
    return { truth, fake };
  };
}
