/** The engine of shaders. Same numbers as arrays.js; the picture goes to its own canvas. */
import { GREY, VERTEX, keyOf, stageShader, variantOf } from "./shader.js";

const KEPT = 24;

function compile(gl, fragment) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`the shader does not compile: ${gl.getProgramInfoLog(program)}`);
  }
  const find = (name) => gl.getUniformLocation(program, name);
  return { program, picture: find("picture"), weights: find("weights"), bias: find("bias") };
}

/** A texture that is read pixel by pixel. */
function texture(gl, format, width, height) {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  return made;
}

/** A texture with a framebuffer to draw into it. */
function target(gl, format, width, height) {
  const made = texture(gl, format, width, height);
  const frame = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, made, 0);
  return { texture: made, frame };
}

/** Textures for one size and number of channels. */
function createPlaces(gl, width, height, channels) {
  const between = channels === 1 ? gl.R32UI : gl.RGBA32UI;
  return {
    width,
    height,
    channels,
    source: texture(gl, gl.RGBA8, width, height),
    grey: channels === 1 ? target(gl, gl.R8, width, height) : null,
    between: [target(gl, between, width, height), target(gl, between, width, height)],
  };
}

function deletePlaces(gl, places) {
  gl.deleteTexture(places.source);
  for (const each of [places.grey, ...places.between]) {
    if (!each) continue;
    gl.deleteTexture(each.texture);
    gl.deleteFramebuffer(each.frame);
  }
}

/**
 * An engine that draws on `canvas`, or null where there is no WebGL 2. `onLost` is called when the context is lost;
 * the engine is of no use after that.
 */
export function createWebgl(canvas, { onLost = () => {} } = {}) {
  const options = { alpha: false, antialias: false, depth: false, stencil: false, powerPreference: "high-performance" };
  const gl = canvas.getContext("webgl2", options);
  if (!gl || gl.isContextLost()) return null;
  canvas.addEventListener("webglcontextlost", (event) => {
    event.preventDefault();
    onLost();
  });
  return new WebglEngine(gl);
}

/** The kernels as shaders, on the graphics card. */
class WebglEngine {
  #gl;
  #programs = new Map();
  #float = new Float32Array(49);
  #places = null;
  #known = null; // the plan whose variants are in `variants`
  #variants = [];

  constructor(gl) {
    this.#gl = gl;
    gl.bindVertexArray(gl.createVertexArray());
    gl.disable(gl.DITHER);
  }

  /** Convolves a picture (a canvas or ImageData of width × height) and shows it. Throws where a shader fails. */
  run(plan, picture, width, height) {
    const { canvas } = this.#gl;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.#prepare(plan, width, height);
    this.#gl.activeTexture(this.#gl.TEXTURE0);
    this.#gl.bindTexture(this.#gl.TEXTURE_2D, this.#places.source);
    this.#gl.texSubImage2D(this.#gl.TEXTURE_2D, 0, 0, 0, width, height, this.#gl.RGBA, this.#gl.UNSIGNED_BYTE, picture);
    let from = this.#places.source;
    if (plan.channels === 1) {
      this.#draw(this.#programOf("grey", () => GREY), from, this.#places.grey.frame);
      from = this.#places.grey.texture;
    }
    plan.stages.forEach((_, index) => {
      const to = index === plan.stages.length - 1 ? null : this.#places.between[index % 2];
      this.#drawStage(plan, index, from, to && to.frame);
      from = to && to.texture;
    });
  }

  /** Waits until the picture is done: reading a pixel is the only thing that does. In the same task as run(). */
  finish() {
    this.#gl.readPixels(0, 0, 1, 1, this.#gl.RGBA, this.#gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  /** The finished picture's bytes, top row first, into `out` (width × height × 4). In the same task as run(). */
  read(out) {
    const { width, height } = this.#places;
    const row = 4 * width;
    const bytes = new Uint8Array(height * row);
    this.#gl.readPixels(0, 0, width, height, this.#gl.RGBA, this.#gl.UNSIGNED_BYTE, bytes);
    for (let y = 0; y < height; y++) out.set(bytes.subarray((height - 1 - y) * row, (height - y) * row), y * row);
  }

  #programOf(key, source) {
    let found = this.#programs.get(key);
    if (!found) {
      found = compile(this.#gl, source());
      if (this.#programs.size >= KEPT) {
        const [oldest] = this.#programs.keys();
        this.#gl.deleteProgram(this.#programs.get(oldest).program);
        this.#programs.delete(oldest);
      }
    } else this.#programs.delete(key);
    this.#programs.set(key, found); // the latest used stands last
    return found;
  }

  #prepare(plan, width, height) {
    if (this.#known !== plan) {
      this.#known = plan;
      this.#variants = plan.stages.map((_, index) => {
        const variant = variantOf(plan, index);
        return { key: keyOf(variant), source: () => stageShader(variant) };
      });
    }
    const fits = this.#places?.width === width && this.#places.height === height && this.#places.channels === plan.channels;
    if (fits) return;
    if (this.#places) deletePlaces(this.#gl, this.#places);
    this.#places = createPlaces(this.#gl, width, height, plan.channels);
  }

  #draw(program, from, to) {
    this.#gl.useProgram(program.program);
    this.#gl.bindTexture(this.#gl.TEXTURE_2D, from);
    this.#gl.uniform1i(program.picture, 0);
    this.#gl.bindFramebuffer(this.#gl.FRAMEBUFFER, to);
    this.#gl.viewport(0, 0, this.#places.width, this.#places.height);
    this.#gl.drawArrays(this.#gl.TRIANGLES, 0, 3);
  }

  #drawStage(plan, index, from, to) {
    const stage = plan.stages[index];
    const program = this.#programOf(this.#variants[index].key, this.#variants[index].source);
    const scale = index === 0 ? 255 : 1; // bytes are read as 0 to 1
    for (let n = 0; n < stage.weights.length; n++) this.#float[n] = stage.weights[n] * scale;
    this.#gl.useProgram(program.program);
    this.#gl.uniform1fv(program.weights, this.#float, 0, stage.weights.length);
    this.#gl.uniform1f(program.bias, stage.bias);
    this.#draw(program, from, to);
  }
}
