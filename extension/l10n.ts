/**
 * Words for people, in the editor's language. English is written where it is said; the other languages are in
 * `l10n/`. No `vscode` here: what the editor brings is handed in before anything is said.
 */

type Translate = (message: string, ...values: (string | number)[]) => string;

const inEnglish: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (whole, index) => String(values[Number(index)] ?? whole));

let translate = inEnglish;

export function speak(editors: Translate): void {
  translate = editors;
}

/** @param message in English, written out where it is used, with `{0}` in place of each value. */
export function t(message: string, ...values: (string | number)[]): string {
  return translate(message, ...values);
}
