/**
 * Every sentence that scripts show, in one place, by key. A function where something is filled in.
 * Each says what is the case and what to do next.
 */
const seconds = (n) => (n === 1 ? "1 second" : `${n} seconds`);

export const STRINGS = {
  // States
  state_idle: "Ready when you are.",
  state_asking_camera: "Waiting for the camera.",
  state_asking_screen: "Choose what to share in the window that your browser shows.",
  state_asking_clip: "Loading the clip.",
  state_asking_picture: "Loading the picture.",
  state_asking_file: "Loading the video.",
  state_opening: "Asking the server for a place.",
  state_first: "The first answer is on its way.",
  state_live: "Live.",
  state_still: "One picture, one answer. Change a setting to see it again.",
  state_paused: "Paused. The camera is on, but nothing is sent.",
  state_paused_other: "Paused. Nothing is sent.",
  state_reconnecting: "The server is not answering. This page tries again by itself and goes on from here.",

  // The camera question
  prompt_waiting: "Your browser is asking whether this page may use the camera.",
  prompt_waiting_next: "Look for its question near the address bar and choose Allow.",
  camera_denied: "The browser does not let this page use the camera.",
  camera_denied_next: "Click the camera or lock sign beside the address, allow the camera, then try again.",
  camera_busy: "Another program is using the camera.",
  camera_busy_next: "Close it (a video call, perhaps) and try again.",
  camera_missing: "No camera was found.",
  camera_missing_next: "Plug one in and try again, or choose a clip or a picture instead.",
  camera_overconstrained: "This camera cannot give pictures that the page can use.",
  camera_overconstrained_next: "Choose another camera and try again.",
  camera_unplugged: "The camera was unplugged or taken by another program.",
  camera_unplugged_next: "Plug it in again and try again.",
  camera_insecure: "Browsers give the camera only to secure pages, and this address is plain HTTP.",
  camera_insecure_next:
    "Open the site by https, or on the machine itself as localhost. Clips and your own pictures work here meanwhile.",
  camera_failed: "The camera could not be started.",
  camera_failed_next: "Try again, or choose a clip or a picture instead.",

  // Other sources
  screen_denied: "No screen or window was chosen.",
  screen_denied_next: "Try again and choose one, or choose another source.",
  screen_unsupported: "This browser cannot share its screen.",
  screen_unsupported_next: "Choose another source.",
  screen_ended: "Sharing the screen has ended.",
  screen_ended_next: "Start again to share it again.",
  file_ended: "The video has ended.",
  file_ended_next: "Start again to see it again.",
  file_unreadable: "This browser cannot show that file.",
  file_unreadable_next: "Try a JPEG, PNG or WebP picture, or an MP4 or WebM video.",
  file_none: "No file has been chosen yet.",
  file_none_next: "Choose one, paste one, or drop one on the stage.",
  clip_failed: "The clip could not be loaded.",
  clip_failed_next: "Check that the server is running and try again.",

  // The server's refusals; `message` is the server's own sentence
  server_gone: "The server went away. This page tries again by itself and goes on from here.",
  model_loading: "The model is loading. The first time takes a few seconds; it starts by itself.",
  model_restarting: "The model stopped and is starting again. It goes on by itself in a few seconds.",
  model_unavailable: ({ message }) => `This model cannot run just now. ${message}`.trim(),
  model_unavailable_next: "Try again later, or go back and choose another demo.",
  server_full: "Every place is taken just now.",
  server_full_next: ({ seconds: n }) =>
    n ? `This page tries again by itself in ${seconds(n)}.` : "This page tries again by itself.",
  rate_limited: "Too much was sent at once. Waiting a moment, then going on.",
  busy: "The server is busy. Going on as soon as there is room.",
  timeout: "The model took too long for that picture. Going on with the next one.",
  internal: "Something went wrong on the server. Going on with the next picture.",
  bad_image: "The server could not read that picture.",
  bad_image_next: "Choose another one.",
  too_large: "That picture is too large.",
  too_large_next: "Choose a smaller one.",
  too_small: "That picture is too small.",
  too_small_next: "Choose a larger one.",
  invalid_format: "That is not a picture that the server can read.",
  invalid_format_next: "Try a JPEG, PNG or WebP picture.",
  bad_params: ({ message }) => `The server did not accept these settings. ${message}`.trim(),
  bad_params_next: "Reset the settings and try again.",
  unknown_demo: "The server does not know this demo any more.",
  unknown_demo_next: "Reload the page.",
  unsupported: "This page is not of the same version as the server.",
  unsupported_next: "Reload the page.",
  unknown_problem: ({ message }) => message || "Something went wrong.",
  unknown_problem_next: "Try again.",
  lost_frames: "Some pictures got no answer. Going on with new ones.",

  // Buttons
  start_camera: "Start the camera",
  start_screen: "Share a screen",
  start_clip: "Play the clip",
  start_picture: "Show the picture",
  start_file: "Play the video",
  start: "Start",
  pause: "Pause",
  resume: "Resume",
  stop: "Stop",
  retry: "Try again",
  recording: ({ elapsed }) => `Recording, ${elapsed}`,
  recording_unsupported: "This browser cannot record.",
  recorded: ({ name }) => `Saved as ${name}.`,
  snapshot_saved: ({ name }) => `Saved as ${name}.`,
  nothing_to_save: "There is no picture yet. Start first.",
  link_copied: "The address is copied. It opens this page as it is now; your own pictures are not in it.",
  settings_reset: "All settings are at their defaults.",

  // Controls
  on: "On",
  off: "Off",
  more_settings: "More settings",
  choose_picture: "Choose a picture",
  upload_sending: "Sending the picture.",
  upload_done: ({ width, height }) => `In use, ${width} × ${height}. Kept in memory for you alone.`,
  upload_none: "None chosen.",
  upload_failed: ({ message }) => `The picture was not accepted. ${message}`.trim(),
  upload_unreachable: "The picture did not reach the server. Check that it is running and choose the picture again.",
  remove: "Remove",
  default_camera: "The browser's choice",
  front_camera: "Front camera",
  back_camera: "Back camera",
  camera_number: ({ number }) => `Camera ${number}`,
  split_position: ({ percent }) => `${percent} % original`,

  // Home
  chip_ready: "Ready",
  chip_loading: "The model is loading",
  chip_idle: "Loads when opened",
  chip_restarting: "Starting again",
  chip_unavailable: ({ reason }) => (reason ? `Not available: ${reason}` : "Not available"),
  chip_unreachable: "The server is not answering",

  // Meter
  meter_alt: ({ metric, claimed, measured }) => `${metric}. Claimed: ${claimed}. Measured: ${measured}.`,
  time_browser: "browser",
  time_wait: "wait",
  time_decode: "decode",
  time_predict: "predict",
  time_render: "render",
  time_encode: "encode",
  time_network: "network",
};

/** The sentence of a key; an unknown key throws, so that tests find it. */
export function say(key, values = {}) {
  const entry = Object.hasOwn(STRINGS, key) ? STRINGS[key] : undefined;
  if (entry === undefined) throw new Error(`no string ${key}`);
  return typeof entry === "function" ? entry(values) : entry;
}

/** Whether there is a sentence for a key. */
export const has = (key) => Object.hasOwn(STRINGS, key);
