/** Text of others, as it really is: what would steer a terminal or hide in a line is made visible. */

/** Controls but for tab and newline, invisible characters, and those that change the direction of writing. */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The text with every hidden character written as `\u{1b}`. */
export function shownText(text: string): string {
  return text.replace(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
