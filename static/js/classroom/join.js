/** The page for the projector: its address and code follow the machine from network to network. */
import { el, setText } from "../shared/dom.js";

const EVERY = 2000;

const root = document.querySelector("main.join");
const part = (name) => root.querySelector(`.join__${name}`);
let last = "";

function show({ shown, alone, others, code, alt }) {
  setText(part("address"), shown);
  root.dataset.alone = String(alone);
  part("only").hidden = !alone;
  part("code").hidden = alone; // no phone can open it
  part("others").hidden = others.length < 2;
  part("others").replaceChildren(
    ...others.map(({ host, page, chosen }) => el("a", { href: page, textContent: host, "aria-current": chosen ? "true" : null })),
  );
  Object.assign(part("code"), { src: code, alt });
}

async function follow() {
  if (document.hidden) return;
  try {
    const response = await fetch(root.dataset.now, { cache: "no-store" });
    const text = response.ok ? await response.text() : last;
    if (text !== last) show(JSON.parse(text));
    last = text;
  } catch {
    // Nobody answers: the server is being started, or this page was opened by an address that is no more.
  }
}

follow();
setInterval(follow, EVERY);
document.addEventListener("visibilitychange", follow);
