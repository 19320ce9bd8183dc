/** The choice of a source: the camera, the built-in clips and pictures, or a picture or video of one's own. */
import { setText } from "../../shared/dom.js";
import { Devices } from "../../shared/stage/devices.js";
import { kindOfFile, listenToField } from "../../shared/stage/files.js";

const byId = (id) => document.getElementById(id);
const radios = () => document.querySelectorAll('input[name="source"]');

/**
 * `onCamera({deviceId, facing})`, `onBuiltin("clip:NAME")`, `onFile({kind, file})` are called when one is chosen,
 * `onRefused()` when a chosen file is none to show.
 * Returns {show(text, file), take(file), camera, refreshCameras()}.
 */
export function createPicker({ facing, onCamera, onBuiltin, onFile, onRefused }) {
  const cameras = new Devices(byId("camera"), { facing, onChange: () => onCamera(cameras.choice) });
  for (const radio of radios()) {
    radio.addEventListener("change", () => (radio.value === "camera" ? onCamera(cameras.choice) : onBuiltin(radio.value)));
  }
  let taking = 0;
  listenToField(byId("own-file"), take, onRefused);

  /** Resolves to whether it is a file to show; of several the last one counts. */
  async function take(file) {
    const mine = ++taking;
    const kind = await kindOfFile(file);
    if (kind && mine === taking) onFile({ kind, file });
    return kind !== null;
  }

  return {
    take,
    get camera() {
      return cameras.choice;
    },
    refreshCameras: () => cameras.refresh(),
    /** Marks what is chosen: a source's text, or the name of one's own file. */
    show(text, file) {
      for (const radio of radios()) radio.checked = !file && radio.value === text;
      byId("camera-field").hidden = Boolean(file) || text !== "camera";
      setText(byId("own-name"), file ? file.name : "");
    },
  };
}
