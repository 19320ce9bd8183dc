/** Pose: the server says where the joints are, the page draws them on the camera's own frame. */
import { drawPeople, loadTable } from "../../../static/js/live/skeleton.js";

export async function extend(live) {
  const table = await loadTable();
  const family = getComputedStyle(live.root).getPropertyValue("--sans").trim() || "sans-serif";
  const nameOf = (joint) => live.say(`joint_${joint.replace(" ", "_")}`);
  return {
    render: "layers",
    paint(context, { width, height, data }) {
      drawPeople(context, data?.people ?? [], { params: live.params(), size: { width, height }, table, nameOf, family });
    },
  };
}
