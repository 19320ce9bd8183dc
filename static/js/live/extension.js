/**
 * What a demo adds to its own page: the module `page/page.js` in its folder, loaded when it is there.
 *
 * It exports `extend(live)`, called once before anything is sent; `live` is what the page offers (see page.js and
 * docs/adding-a-demo.md). What it returns may have
 *   render: "layers": the server sends data and small layers, or "browser": data alone. Either way the page draws on the
 *     very frame that was sent, at the camera's own size, and what is sent is as small as the network takes it;
 *   compose(context, shown): puts the whole picture together, at the frame's own size, in place of the frame alone; returns
 *     false where what it needs is not there. `shown` is {width, height, data, meta, original, layers}: `original` is that
 *     frame, `layers` are the answer's pictures by name, as ImageBitmaps. Not called for a picture that the server drew;
 *   paint(context, shown): draws over each picture, whoever made it;
 *   conceals: true where a frame may be shown only as `compose` puts it together: without it the stage is black, and the
 *     original is never beside it.
 */

const EVENTS = ["answer", "drawn", "source", "state"];
const NOTHING = Object.freeze({ render: "server", compose: null, paint: null, conceals: false });

/**
 * For what a demo's own script throws: it goes to the console, as what nobody caught does, and to `tell(text)`; once each,
 * since it may come with every picture. The page itself goes on.
 */
export function createFaults(tell) {
  const told = new Set();
  return (error) => {
    const text = String(error?.message ?? error);
    if (told.has(text)) return;
    told.add(text);
    reportError(error);
    tell(text);
  };
}

/**
 * Handlers by event. `on` throws for an event that does not exist, so that a slip of the pen is noticed. What a handler
 * throws goes to `onFault`, and the other handlers hear all the same.
 */
export function createEvents(onFault) {
  const handlers = new Map(EVENTS.map((name) => [name, new Set()]));
  return {
    on(name, handler) {
      if (!handlers.has(name)) throw new Error(`no event ${name}`);
      handlers.get(name).add(handler);
      return () => handlers.get(name).delete(handler);
    },
    emit(name, value) {
      for (const handler of handlers.get(name)) {
        try {
          handler(value);
        } catch (error) {
          onFault(error);
        }
      }
    },
  };
}

/** What a module's `extend` returned, with everything that it left out. Throws for what means nothing. */
export function hooksOf(returned) {
  const hooks = { ...NOTHING, ...(returned ?? {}) };
  if (!["server", "browser", "layers"].includes(hooks.render)) throw new Error(`no way to render called ${hooks.render}`);
  for (const name of ["compose", "paint"]) {
    if (hooks[name] !== null && typeof hooks[name] !== "function") throw new Error(`${name} must be a function`);
  }
  return hooks;
}

/** Loads a demo's module, if it has one, and lets it extend the page; the page works without one, or a broken one. */
export async function loadExtension(url, live, onFault) {
  if (!url) return NOTHING;
  try {
    const { extend } = await import(url);
    return hooksOf(await extend(live));
  } catch (error) {
    onFault(error);
    return NOTHING;
  }
}
