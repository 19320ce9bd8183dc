/**
 * What a demo adds to its own page: the module `page/page.js` in its folder, loaded when it is there.
 *
 * It exports `extend(live)`, called once before anything is sent; `live` is what the page offers (see page.js and
 * docs/adding-a-demo.md). What it returns may have
 *   render: "browser": the server sends data alone, and the very frame that was sent is drawn;
 *   wantsOriginal: true: `paint` gets the frame that was sent, beside the result;
 *   paint(context, {width, height, data, meta, original}): draws over each picture.
 */

const EVENTS = ["answer", "drawn", "source", "state"];
const NOTHING = Object.freeze({ render: "server", wantsOriginal: false, paint: null });

/** Handlers by event. `on` throws for an event that does not exist, so that a slip of the pen is noticed. */
export function createEvents() {
  const handlers = new Map(EVENTS.map((name) => [name, new Set()]));
  return {
    on(name, handler) {
      if (!handlers.has(name)) throw new Error(`no event ${name}`);
      handlers.get(name).add(handler);
      return () => handlers.get(name).delete(handler);
    },
    emit(name, value) {
      for (const handler of handlers.get(name)) handler(value);
    },
  };
}

/** What a module's `extend` returned, with everything that it left out. Throws for what means nothing. */
export function hooksOf(returned) {
  const hooks = { ...NOTHING, ...(returned ?? {}) };
  if (!["server", "browser"].includes(hooks.render)) throw new Error(`no way to render called ${hooks.render}`);
  if (hooks.paint !== null && typeof hooks.paint !== "function") throw new Error("paint must be a function");
  return hooks;
}

/** Loads a demo's module, if it has one, and lets it extend the page; the page works without one, or a broken one. */
export async function loadExtension(url, live) {
  if (!url) return NOTHING;
  try {
    const { extend } = await import(url);
    return hooksOf(await extend(live));
  } catch (error) {
    reportError(error);
    return NOTHING;
  }
}
