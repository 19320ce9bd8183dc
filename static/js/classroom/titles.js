/** What a page of the class calls the demos, in its language; events tell their names. */
const titles = JSON.parse(document.getElementById("main").dataset.titles);

/** The title of the demo of this name; the name itself where the page knows none. */
export const titleOf = (name) => titles[name] ?? name;
