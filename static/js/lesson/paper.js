/** On paper everything is unfolded, links say where they lead, and what moves stands still. */

/** Prepares the page for printing, whoever asks for it. */
export function createPaper() {
  const root = document.documentElement;
  let opened = [];
  for (const link of document.querySelectorAll("a.les-go")) link.dataset.address = link.host + link.pathname + link.search + link.hash;

  function unfold() {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const fold of opened) fold.open = true;
    for (const image of document.querySelectorAll("main img[loading=lazy]")) image.loading = "eager";
    for (const moving of document.getAnimations()) if (moving.effect.getComputedTiming().endTime !== Infinity) moving.finish();
    root.dataset.paper = "true";
  }

  function fold() {
    for (const node of opened) node.open = false;
    delete root.dataset.paper;
  }

  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", fold);
  document.getElementById("print").addEventListener("click", () => print());
}
