/** The colour that the demo's answer asks for. */
export const colourOf = (data) => (data.green ? "rgb(0 200 0)" : "rgb(200 0 0)");
