/** Says when the server works with smaller pictures than asked for, since many share it. */

/** `note` holds the sentence and is shown meanwhile; `announce` says it once. Call the result with each answer's `share`. */
export function createEased(note, announce) {
  let before = 0;
  return (share) => {
    const steps = Number(share?.eased) || 0;
    if (steps === before) return;
    note.hidden = steps === 0;
    if (before === 0) announce(note.textContent);
    before = steps;
  };
}
