/** Elements without markup strings: text goes in as text, always. */

/** An element; `props` are properties, or attributes when named with a dash or `role`, `for`, `class`. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (key === "class") node.className = value;
    else if (key === "for") node.htmlFor = value;
    else if (key.includes("-") || key === "role") node.setAttribute(key, value);
    else node[key] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Sets an element's text only when it changes, so that screen readers are not told twice. */
export function setText(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

/** JSON embedded in the page under an id, or the fallback. */
export function embedded(id, fallback) {
  const node = globalThis.document?.getElementById(id);
  try {
    return node ? JSON.parse(node.textContent) : fallback;
  } catch {
    return fallback;
  }
}

/** Offers bytes as a download. */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
