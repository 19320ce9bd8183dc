/** Says sentences aloud with the browser's own voices; a new one cuts the old one short. */

/** The voice for English among what the browser has, or null for its own choice. */
export const voiceOf = (voices) =>
  voices.find(({ lang, localService }) => lang.startsWith("en") && localService) ??
  voices.find(({ lang }) => lang.startsWith("en")) ??
  null;

export function createSpeech(synthesis = globalThis.speechSynthesis) {
  let on = false;
  return {
    possible: Boolean(synthesis),
    get on() {
      return on;
    },
    set on(value) {
      on = value && Boolean(synthesis);
      if (!on) synthesis?.cancel();
    },
    say(text) {
      if (!on || !text) return;
      synthesis.cancel();
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = "en";
      utterance.voice = voiceOf(synthesis.getVoices());
      synthesis.speak(utterance);
    },
  };
}
