/** What the teacher's settings mean for a page. Pure. */

const plain = (path) => path.split(/[?#]/)[0].replace(/\/+$/, "") || "/";

/** Whether two paths with queries and places name the same page. */
export const samePage = (one, other) => plain(one) === plain(other);

/** Whether a page is a screen for the room, which stays while the class is led on; one to which it was led (`led`) does not. */
export const staysHere = (here, led) => plain(here) === "/audience" && !(led && samePage(led, here));

/**
 * What a page that is at `here` does about `lesson.follow`: {go: path} to open it, {apply: path} where only the
 * settings differ and `canApply`, or null. A visitor who went their own way (`apart`) is left alone unless locked, a screen
 * that `stays` always.
 */
export function followStep({ lesson, here, apart = false, teacher = false, canApply = false, stays = false }) {
  const target = lesson.follow;
  if (!target || teacher || stays || (apart && !lesson.locked) || target === here) return null;
  return samePage(target, here) && canApply ? { apply: target } : { go: target };
}

/** The key of the sentence that a visitor's page shows, or null. */
export function noticeOf({ lesson, teacher = false, apart = false, removed = false, stays = false }) {
  if (removed) return "room_removed";
  if (teacher || stays) return null;
  if (lesson.frozen) return "room_frozen";
  if (lesson.follow && lesson.locked) return "room_following_locked";
  if (lesson.follow) return apart ? "room_apart" : "room_following";
  return lesson.locked ? "room_locked" : null;
}

/** Actions of a demo's page that a visitor cannot take, with the key of the reason; null where all is free. */
export function refusal(action, { lesson, teacher = false }) {
  if (teacher) return null;
  if (lesson.frozen && action === "toggle") return "room_frozen";
  const settings = ["step", "choose", "reset", "mirror", "standin"];
  return lesson.locked && settings.includes(action) ? "room_locked" : null;
}
