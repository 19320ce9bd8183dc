/** The same as compose.js's colourInto on a graphics card, by WebGL 2. */

const VERTEX = `#version 300 es
const vec2 CORNERS[3] = vec2[](vec2(-1.0, -1.0), vec2(3.0, -1.0), vec2(-1.0, 3.0));
out vec2 place;
void main() {
  vec2 corner = CORNERS[gl_VertexID];
  place = vec2(0.5, -0.5) * corner + 0.5;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

// Rows of pictures come from the top, WebGL draws from the bottom.
const FRAGMENT = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D frame;
uniform sampler2D lines; // slope of a, slope of b, offset of a, offset of b
uniform float saturation;
in vec2 place;
out vec4 colour;

vec3 linear(vec3 value) {
  return mix(value / 12.92, pow((value + 0.055) / 1.055, vec3(2.4)), greaterThan(value, vec3(0.04045)));
}
vec3 level(vec3 value) {
  vec3 light = clamp(value, 0.0, 1.0);
  return mix(12.92 * light, 1.055 * pow(light, vec3(1.0 / 2.4)) - 0.055, greaterThan(light, vec3(0.0031308)));
}
vec3 uncurved(vec3 value) {
  return mix((108.0 / 841.0) * (value - 4.0 / 29.0), value * value * value, greaterThan(value, vec3(6.0 / 29.0)));
}

void main() {
  float Y = dot(linear(texture(frame, place).rgb), vec3(0.212671, 0.715160, 0.072169));
  float y = Y > 216.0 / 24389.0 ? pow(Y, 1.0 / 3.0) : (841.0 / 108.0) * Y + 4.0 / 29.0;
  vec4 line = texture(lines, place);
  vec2 ab = clamp(saturation * (line.xy * (116.0 * y - 16.0) * 2.55 + line.zw), -128.0, 127.0);
  vec3 xyz = vec3(0.950456, 1.0, 1.088754) * uncurved(vec3(y + ab.x / 500.0, y, y - ab.y / 200.0));
  colour = vec4(level(vec3(
    dot(xyz, vec3(3.240479, -1.537150, -0.498535)),
    dot(xyz, vec3(-0.969256, 1.875991, 0.041556)),
    dot(xyz, vec3(0.055648, -0.204043, 1.057311)))), 1.0);
}`;

function program(gl) {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) || "no program");
  return made;
}

function texture(gl, unit, filter) {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, filter],
    [gl.TEXTURE_MAG_FILTER, filter],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ]) gl.texParameteri(gl.TEXTURE_2D, name, value);
}

/**
 * Returns {draw(picture, {width, height}, lines, saturation), lost}, or null where there is no WebGL 2. `draw` gives a canvas
 * with the picture, which holds until the next one. A browser that would only imitate a graphics card is refused unless
 * `slow` is true: arrays are faster there.
 */
export function createColourer({ slow = false } = {}) {
  const canvas = new OffscreenCanvas(1, 1);
  const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, failIfMajorPerformanceCaveat: !slow });
  if (!gl) return null;
  const made = program(gl);
  gl.useProgram(made);
  const place = (name) => gl.getUniformLocation(made, name);
  gl.uniform1i(place("frame"), 0);
  gl.uniform1i(place("lines"), 1);
  const strength = place("saturation");
  texture(gl, 0, gl.NEAREST);
  texture(gl, 1, gl.LINEAR);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  return {
    draw(picture, { width, height }, lines, saturation = 1) {
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      gl.viewport(0, 0, width, height);
      gl.activeTexture(gl.TEXTURE0);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, picture);
      gl.activeTexture(gl.TEXTURE1);
      // Half floats: every card can interpolate between them, and they are exact to a tenth of a level of colour.
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA16F, lines.width, lines.height, 0, gl.RGBA, gl.FLOAT, lines.data);
      gl.uniform1f(strength, saturation);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
      return canvas;
    },
    get lost() {
      return gl.isContextLost();
    },
  };
}
