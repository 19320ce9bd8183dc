/** Skeletons of RF-Pose's 14 joints on a frame, and on the fans where everybody stands. Colours as models/radio/drawing.py. */
import { spot } from "./fans.js";

export const BONES = [[0, 1], [1, 2], [1, 3], [2, 4], [4, 6], [3, 5], [5, 7], [2, 8], [3, 9], [8, 9], [8, 10], [10, 12], [9, 11], [11, 13]];
export const COLOURS = { teacher: "#fafafa", student: "#e69f00", guess: "#56b4e9" };
const [EDGE, GROUND] = ["#101218", "#181b22"];

/** The bones both of whose ends are seen: all of a student's, whose joints have no third number. Pure. */
export const bonesOf = (joints) => BONES.filter(([from, to]) => [joints[from], joints[to]].every((joint) => joint && joint[2] !== 0));

/** How thick a student's bones are on a frame. Pure. */
export const thickness = ({ width, height }) => Math.max(2, Math.min(width, height) / 110);

function skeleton(context, joints, { colour, thick, size, dashed }) {
  const path = new Path2D();
  const place = ([x, y]) => [x * size.width, y * size.height];
  for (const [from, to] of bonesOf(joints)) {
    path.moveTo(...place(joints[from]));
    path.lineTo(...place(joints[to]));
  }
  const head = new Path2D();
  if (joints.length && joints[0][2] !== 0) head.arc(...place(joints[0]), 1.9 * thick, 0, 2 * Math.PI);
  context.lineCap = context.lineJoin = "round";
  for (const [ink, wide, dash] of [[EDGE, thick + 3, []], [colour, thick, dashed ? [2.5 * thick, 2.5 * thick] : []]]) {
    context.setLineDash(dash);
    context.strokeStyle = context.fillStyle = ink;
    context.lineWidth = wide;
    context.stroke(path);
    context.fill(head);
  }
  context.setLineDash([]);
}

/** Everybody: what the camera sees in white, what the student says in orange, dashed where it was not trained, the guess in blue. */
export function drawSkeletons(context, { people, told, guess, untrained }, size, params) {
  const thick = thickness(size);
  if (params.hidden) {
    context.fillStyle = GROUND;
    context.fillRect(0, 0, size.width, size.height);
  }
  if (params.guess) for (const { keypoints } of guess) skeleton(context, keypoints, { colour: COLOURS.guess, thick: 0.6 * thick, size });
  for (const { joints } of people) skeleton(context, joints, { colour: COLOURS.teacher, thick: 0.5 * thick, size });
  for (const { keypoints } of told) skeleton(context, keypoints, { colour: COLOURS.student, thick, size, dashed: untrained.length > 0 });
}

/** On a fan: a ring where each person stands, with the radar's cell there, and a dot where the student says so. */
export function drawPlaces(context, { people, told, radar }, side, upright) {
  const unit = side / 240;
  const placeOf = ([across, ahead]) => spot(upright ? [0, Math.hypot(across, ahead)] : [across, ahead], upright).map((share) => share * side);
  for (const { place } of people) {
    if (!place) continue;
    const away = Math.hypot(...place);
    const [x, y] = placeOf(place);
    const [along, across] = [radar.range, (radar.across * away) / radar.away].map((metres) => (metres / 6) * side);
    context.save();
    context.translate(x, y);
    context.rotate(upright ? 0 : Math.atan2(place[0], place[1]) - Math.PI / 2);
    for (const [ink, wide] of [[EDGE, 4], [COLOURS.teacher, 1.5]]) {
      context.strokeStyle = ink;
      context.lineWidth = wide * unit;
      context.strokeRect(-along / 2, -across / 2, along, across);
    }
    context.restore();
  }
  for (const { place } of told) {
    context.fillStyle = COLOURS.student;
    context.strokeStyle = EDGE;
    context.lineWidth = 1.5 * unit;
    context.beginPath();
    context.arc(...placeOf(place), 4.5 * unit, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}
