/** The page for the projector asks for itself anew, so that its address and code follow the machine from network to network. */
const EVERY = 2000;

async function main() {
  const response = await fetch(location.href, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return response.ok ? page.querySelector("main.join") : null;
}

async function follow() {
  if (document.hidden) return;
  // Nobody answers: the server is being started, or this page was opened by an address that is no more.
  const found = await main().catch(() => null);
  const shown = document.querySelector("main.join");
  if (found && !found.isEqualNode(shown)) shown.replaceWith(document.adoptNode(found));
}

setInterval(follow, EVERY);
document.addEventListener("visibilitychange", follow);
