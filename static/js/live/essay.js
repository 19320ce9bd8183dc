/** The long text below a demo: folded, until a link leads into it or it is printed. */

/** `fold` is the details element. */
export function openEssay(fold) {
  if (!fold) return;
  const follow = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target || !fold.contains(target)) return;
    fold.open = true;
    target.scrollIntoView();
  };
  let wasOpen = fold.open;
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => {
    wasOpen = fold.open;
    fold.open = true;
  });
  addEventListener("afterprint", () => {
    fold.open = wasOpen;
  });
  follow();
}
