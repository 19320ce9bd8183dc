/** Why a source of pictures or of sound cannot be had: its `code` names the sentence that is shown. */
export class SourceError extends Error {
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}
