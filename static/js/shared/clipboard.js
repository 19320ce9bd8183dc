/** Copies a text; resolves to whether it is in the clipboard. Browsers have none on plain HTTP, and may refuse elsewhere. */
export async function copyToClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
