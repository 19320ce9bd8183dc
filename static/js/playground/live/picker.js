/** The choice of a source: the camera, the built-in clips and pictures, or a picture or video of one's own. */
import { el, setText } from "../../shared/dom.js";
import { keep, recall } from "../../shared/store.js";
import { listCameras } from "../../live/sources.js";

const byId = (id) => document.getElementById(id);

/** The kind of source that a file is, or null. */
function kindOf(file) {
  if (file?.type.startsWith("image/")) return "picture";
  return file?.type.startsWith("video/") ? "file" : null;
}

/**
 * `onCamera({deviceId, facing})`, `onBuiltin("clip:NAME")`, `onFile({kind, file})` are called when one is chosen.
 * Returns {show(text, file), take(file), camera()}.
 */
export function createPicker({ say, onCamera, onBuiltin, onFile }) {
  const cameras = byId("camera");
  const radios = [...document.querySelectorAll('input[name="source"]')];
  let deviceId = recall("camera");
  let facing = "";

  for (const radio of radios) {
    radio.addEventListener("change", () => (radio.value === "camera" ? onCamera(camera()) : onBuiltin(radio.value)));
  }
  byId("own-file").addEventListener("change", (event) => {
    take(event.target.files[0]);
    event.target.value = "";
  });
  cameras.addEventListener("change", () => {
    const [how, value] = cameras.value.split(/:(.*)/s);
    deviceId = how === "id" ? value : null;
    facing = how === "to" ? value : "";
    keep("camera", deviceId);
    onCamera(camera());
  });
  navigator.mediaDevices?.addEventListener?.("devicechange", refresh);

  const camera = () => ({ deviceId, facing });

  function take(file) {
    const kind = kindOf(file);
    if (kind) onFile({ kind, file });
    return kind !== null;
  }

  /** The cameras by name, once their names may be known; front and back where a phone has both. */
  async function refresh() {
    const found = await listCameras();
    const options = [["to:", say("live_camera_any")]];
    if (matchMedia("(pointer: coarse)").matches) {
      options.push(["to:front", say("live_camera_front")], ["to:back", say("live_camera_back")]);
    }
    found.forEach(({ deviceId: id, label }, i) => options.push([`id:${id}`, label || say("live_camera_n", { number: i + 1 })]));
    cameras.replaceChildren(...options.map(([value, textContent]) => el("option", { value, textContent })));
    cameras.value = deviceId ? `id:${deviceId}` : `to:${facing}`;
    if (cameras.selectedIndex < 0) cameras.selectedIndex = 0;
  }

  refresh();
  return {
    take,
    camera,
    refresh,
    setFacing(value) {
      facing = value;
      if (value) deviceId = null;
    },
    /** Marks what is chosen: a source's text, or the name of one's own file. */
    show(text, file) {
      for (const radio of radios) radio.checked = !file && radio.value === text;
      byId("camera-field").hidden = Boolean(file) || text !== "camera";
      setText(byId("own-name"), file ? file.name : "");
    },
  };
}
