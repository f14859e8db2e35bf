/**
 * Words for people, in the editor's language. English is written where it is said; the other languages are in
 * `l10n/`. Nothing of the editor here: what it brings is handed in before anything is said.
 */

export type Translate = (message: string, ...values: (string | number)[]) => string;

/** What one process hands to another, so that both speak alike. */
export interface Speech {
  /** As the editor names it, such as `en` or `zh-cn`. */
  language: string;
  /** By the message in English; empty where nothing is translated. */
  bundle: Readonly<Record<string, string>>;
}

const inEnglish: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (whole, index) => String(values[Number(index)] ?? whole));

let translate = inEnglish;
let spoken = 'en';

/** @param language as the editor names it; figures and times are written as is usual there. */
export function speak(editors: Translate, language: string): void {
  translate = editors;
  spoken = language;
}

/** For who has no editor to ask. */
export function speakFrom({ bundle, language }: Speech): void {
  speak((message, ...values) => inEnglish(bundle[message] ?? message, ...values), language);
}

/** @param message in English, written out where it is used, with `{0}` in place of each value. */
export function t(message: string, ...values: (string | number)[]): string {
  return translate(message, ...values);
}

/** For `Intl`. */
export function language(): string {
  return spoken;
}
