/**
 * A page that finds people in its camera's frames by itself, as the demos of these libraries do it: the newest frame to
 * the network, its joints onto the picture, then the next one. `?way=` says by which library.
 */
const LIBRARIES = "/node_modules/";
const SIZE = [256, 192]; // as TensorFlow.js's own package of poses has it for 4:3: sides of multiples of 32
const JOINTS = 17;
const SURE = 0.3;
const COLOUR = "#ff9f1c";

const camera = document.getElementById("camera");
const stage = document.getElementById("stage").getContext("2d");
window.rival = { ready: false, error: "", frames: [], people: 0 };

function script(path) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${path} cannot be loaded`));
    element.src = LIBRARIES + path;
    document.head.append(element);
  });
}

function draw(image, joints) {
  stage.drawImage(image, 0, 0, 640, 480);
  stage.fillStyle = COLOUR;
  for (const [x, y] of joints) {
    stage.beginPath();
    stage.arc(x * 640, y * 480, 5, 0, 2 * Math.PI);
    stage.fill();
  }
}

/** MoveNet MultiPose, the same weights as the server's, by TensorFlow.js. */
async function tensorflow(backend) {
  await script("@tensorflow/tfjs-core/dist/tf-core.min.js");
  await script("@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.min.js");
  await script("@tensorflow/tfjs-converter/dist/tf-converter.min.js");
  await script(`@tensorflow/tfjs-backend-${backend}/dist/tf-backend-${backend}.min.js`);
  const { tf } = window;
  if (backend === "wasm") tf.wasm.setWasmPaths(`${LIBRARIES}@tensorflow/tfjs-backend-wasm/wasm-out/`);
  if (!(await tf.setBackend(backend))) throw new Error(`no back end ${backend}`);
  await tf.ready();
  const model = await tf.loadGraphModel("/weights/movenet-multipose.json");
  return async (image) => {
    const input = tf.tidy(() => {
      const pixels = tf.browser.fromPixels(image);
      return tf.cast(tf.expandDims(tf.image.resizeBilinear(pixels, [SIZE[1], SIZE[0]])), "int32");
    });
    const output = await model.executeAsync(input);
    const rows = (await output.array())[0];
    tf.dispose([input, output]);
    const people = rows.filter((row) => row[55] > SURE);
    const joints = people.flatMap((row) => Array.from({ length: JOINTS }, (_, j) => row.slice(3 * j, 3 * j + 3)));
    return { people: people.length, joints: joints.filter((joint) => joint[2] > SURE).map(([y, x]) => [x, y]) };
  };
}

/** MediaPipe Pose, the light network of the three: one person. */
async function mediapipe() {
  await script("@mediapipe/pose/pose.js");
  const pose = new window.Pose({ locateFile: (file) => `${LIBRARIES}@mediapipe/pose/${file}` });
  pose.setOptions({ modelComplexity: 0 });
  let found = null;
  pose.onResults((results) => (found = results.poseLandmarks ?? []));
  await pose.initialize();
  return async (image) => {
    await pose.send({ image });
    return { people: found.length ? 1 : 0, joints: found.filter((j) => j.visibility > SURE).map((j) => [j.x, j.y]) };
  };
}

const WAYS = {
  "tfjs-wasm": () => tensorflow("wasm"),
  "tfjs-webgl": () => tensorflow("webgl"),
  mediapipe,
};

const newFrame = () => new Promise((resolve) => camera.requestVideoFrameCallback((_, told) => resolve(told)));

async function run() {
  camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  await camera.play();
  const find = await WAYS[new URLSearchParams(location.search).get("way")]();
  for (;;) {
    await newFrame();
    const start = performance.now();
    // The picture that is looked at, kept: the joints are drawn on it, not on a later one.
    const image = await createImageBitmap(camera);
    const { people, joints } = await find(image);
    draw(image, joints);
    image.close();
    window.rival.frames.push([performance.now(), performance.now() - start]);
    window.rival.people = people;
    window.rival.ready = true;
  }
}

run().catch((error) => (window.rival.error = String(error)));
