/**
 * Skeletons, joints, boxes and names on a frame of any size, as models/toolkit/poses/drawing.py draws them: both read their colours,
 * joints and widths from skeleton.json. Everything coloured lies on a dark edge, so that it shows on any ground.
 */

const css = (colour) => `rgb(${colour.join(" ")})`;
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** The colours, joints and widths, from beside this file. */
export async function loadTable() {
  return (await fetch(new URL("./skeleton.json", import.meta.url))).json();
}

/** How many pixels a unit of the table is: by the person's own size, within what suits a frame of `width` × `height`. Pure. */
export function scaleOf({ box: [left, top, right, bottom] }, { width, height }, { scale }) {
  const frame = Math.min(width, height) / scale.frame;
  const person = Math.sqrt(Math.max(0, (right - left) * width * (bottom - top) * height)) / scale.person;
  return clamp(person, scale.least * frame, scale.most * frame);
}

/** A width of the table in whole pixels, as OpenCV has them. Pure. */
export const pixels = (units, scale) => Math.max(1, Math.round(units * scale));

/** What is seen of a person, in pixels: {places, seen} by joint, and the bones both of whose ends are seen. Pure. */
export function placed({ keypoints }, { width, height }, { visible, bones }) {
  const places = keypoints.map(([x, y]) => [x * width, y * height]);
  const seen = keypoints.map(([, , score]) => score >= visible);
  return { places, seen, bones: bones.filter(([from, to]) => seen[from] && seen[to]) };
}

export const colourOf = ({ id }, { palette }) => palette[(id - 1) % palette.length];

/**
 * Draws people ({id, score, box, keypoints} in fractions of the frame, as the server's `data` has them) as the switches
 * skeleton, points, boxes, names and ground in `params` say. `size` is {width, height}; `nameOf(joint)` a joint's name.
 */
export function drawPeople(context, people, { params, size, table, nameOf = (name) => name, family = "sans-serif" }) {
  if (params.ground) {
    context.fillStyle = css(table.ground);
    context.fillRect(0, 0, size.width, size.height);
  }
  const shown = people.map((person) => ({
    person,
    scale: scaleOf(person, size, table),
    colour: colourOf(person, table),
    ...placed(person, size, table),
  }));
  for (const each of shown) {
    if (params.boxes) drawBox(context, each, size, table);
    if (params.skeleton) drawBones(context, each, table);
    if (params.points) drawJoints(context, each, table);
    if (params.boxes) drawTag(context, each, { size, table, family });
  }
  if (params.names) drawNames(context, shown, { size, table, nameOf, family });
}

function drawBones(context, { places, bones, colour, scale }, { widths, edge }) {
  const path = new Path2D();
  for (const [from, to] of bones) {
    path.moveTo(...places[from]);
    path.lineTo(...places[to]);
  }
  context.lineCap = context.lineJoin = "round";
  for (const [width, ink] of [[widths.boneEdge, edge], [widths.bone, colour]]) {
    context.lineWidth = pixels(width, scale);
    context.strokeStyle = css(ink);
    context.stroke(path);
  }
}

function drawJoints(context, { places, seen, colour, scale }, { widths, edge, light }) {
  places.forEach(([x, y], joint) => {
    if (!seen[joint]) return;
    for (const [radius, ink] of [[widths.jointEdge, edge], [widths.joint, colour], [widths.jointLight, light]]) {
      context.fillStyle = css(ink);
      context.beginPath();
      context.arc(x, y, radius * scale, 0, 2 * Math.PI);
      context.fill();
    }
  });
}

function drawBox(context, { person: { box }, colour, scale }, { width, height }, { widths, edge }) {
  const [left, top, right, bottom] = [box[0] * width, box[1] * height, box[2] * width, box[3] * height].map(Math.round);
  context.lineJoin = "round";
  for (const [line, ink] of [[widths.boxEdge, edge], [widths.box, colour]]) {
    context.lineWidth = pixels(line, scale);
    context.strokeStyle = css(ink);
    context.strokeRect(left, top, right - left, bottom - top);
  }
}

function write(context, text, { x, y, ink, font }) {
  context.font = font;
  context.textBaseline = "middle";
  context.fillStyle = css(ink);
  context.fillText(text, x, y);
}

const fontOf = (size, family) => `600 ${size}px ${family}`;

/** A person's number and score on their colour, at the box's upper left corner and inside the frame. */
function drawTag(context, { person: { id, score, box }, colour, scale }, given) {
  tag(context, `${id}  ${Math.round(100 * score)}%`, { place: box, colour, scale, share: 0, ...given });
}

/**
 * Writes `textOf(person)` over the head of each ({id, box, head} in fractions of the frame), on their colour. `size` is
 * {width, height}. What models/toolkit/poses/drawing.py has as labels.
 */
export function drawLabels(context, people, { size, table, textOf, family = "sans-serif" }) {
  for (const person of people) {
    const [scale, colour] = [scaleOf(person, size, table), colourOf(person, table)];
    tag(context, textOf(person), { place: person.head, colour, scale, share: 0.5, size, table, family });
  }
}

/** A text on a colour, above a place and inside the frame; `share` of it lies to the left of that. */
function tag(context, label, { place: [x, y], colour, scale, share, size, table: { text, edge }, family }) {
  const [letters, pad] = [pixels(text.tag, scale), pixels(text.pad, scale)];
  const font = (context.font = fontOf(letters, family));
  const [wide, tall] = [context.measureText(label).width + 2 * pad, letters + pad];
  const left = clamp(x * size.width - share * wide, 0, Math.max(0, size.width - wide));
  const top = Math.max(0, y * size.height - tall);
  context.fillStyle = css(colour);
  context.fillRect(left, top, wide, tall);
  write(context, label, { x: left + pad, y: top + tall / 2, ink: edge, font });
}

const apart = (one, other) => one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1];

/**
 * Where a joint's name of `wide` × `tall` pixels fits, [left, top, right, bottom]: away from the person's `middle` if it can
 * be, else on another side, else nowhere (null), so that it covers nothing of `taken`. Pure.
 */
export function roomFor([x, y], { wide, tall, gap, middle, taken, size: { width, height } }) {
  const [right, left] = [[gap, -tall / 2], [-gap - wide, -tall / 2]];
  const sides = x >= middle ? [right, left] : [left, right];
  for (const [across, down] of [...sides, [-wide / 2, -gap - tall], [-wide / 2, gap]]) {
    const area = [Math.round(x + across), Math.round(y + down)];
    area.push(area[0] + wide, area[1] + tall);
    const inside = area[0] >= 0 && area[1] >= 0 && area[2] <= width && area[3] <= height;
    if (inside && taken.every((other) => apart(area, other))) return area;
  }
  return null;
}

/** Names the joints, each where there is room beside joints and other names: on a small face not all have any. */
function drawNames(context, people, { size, table, nameOf, family }) {
  const { text, joints, edge, light } = table;
  const each = people.flatMap(({ places, seen, scale }) => {
    const own = places.filter((_, joint) => seen[joint]);
    const middle = own.reduce((sum, [x]) => sum + x, 0) / (own.length || 1);
    return places.map((place, joint) => ({ place, joint, scale, middle })).filter(({ joint }) => seen[joint]);
  });
  const taken = each.map(({ place: [x, y], scale }) => {
    const reach = pixels(text.reach, scale);
    return [x - reach, y - reach, x + reach, y + reach];
  });
  for (const { place, joint, scale, middle } of each) {
    const name = nameOf(joints[joint]);
    const [letters, pad] = [pixels(text.name, scale), pixels(3, scale)];
    const font = (context.font = fontOf(letters, family));
    const wide = Math.ceil(context.measureText(name).width) + 2 * pad;
    const area = roomFor(place, { wide, tall: letters + pad, gap: pixels(text.gap, scale), middle, taken, size });
    if (!area) continue;
    taken.push(area);
    context.fillStyle = css(edge);
    context.fillRect(area[0], area[1], wide, area[3] - area[1]);
    write(context, name, { x: area[0] + pad, y: (area[1] + area[3]) / 2, ink: light, font });
  }
}
