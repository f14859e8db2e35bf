/** A task that goes on with the conversation of another one. */

const NAME_CHARS_MAX = 200;

/** `mend the tests (2)`, and then `mend the tests (3)`. */
export function continuedName(name: string): string {
  const [, first = name, count = '1'] = /^(.*\S) \((\d{1,6})\)$/s.exec(name) ?? [];
  const place = ` (${Number(count) + 1})`;
  // Half of a character outside the basic plane would not survive as UTF-8.
  return first.slice(0, NAME_CHARS_MAX - place.length).replace(/[\ud800-\udbff]$/, '') + place;
}

/** What Claude may do stays; where the folder stood, and what the first prompt was about, is another story by now. */
export function continuedContext(
  { session_id, git, file, ...kept }: Record<string, unknown>,
  prompt: string,
): Record<string, unknown> {
  return { ...kept, prompt };
}
