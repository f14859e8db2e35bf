/** Text of others, as it really is: what would steer a terminal or hide in a line is made visible. */

/** Controls but for tab and newline, invisible characters, and those that change the direction of writing. */
const hidden = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The text with every hidden character written as `\u{1b}`. */
export function shownText(text: string): string {
  return text.replace(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
