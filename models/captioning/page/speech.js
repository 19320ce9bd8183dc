/** Says sentences aloud with the browser's own voices; a new one cuts the old one short. */

/** The voice for a language among what the browser has, or null for its own choice. */
export const voiceOf = (voices, language = "en") => {
  const own = voices.filter(({ lang }) => lang.replace("_", "-").startsWith(language.slice(0, 2)));
  return own.find(({ localService }) => localService) ?? own[0] ?? null;
};

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
    say(text, language = "en") {
      if (!on || !text) return;
      synthesis.cancel();
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = language;
      utterance.voice = voiceOf(synthesis.getVoices(), language);
      synthesis.speak(utterance);
    },
  };
}
