/** The name of a task that goes on where another one ended: `mend the tests (2)`, and then `mend the tests (3)`. */

const NAME_CHARS_MAX = 200;

export function continuedName(name: string): string {
  const [, first = name, count = '1'] = /^(.*\S) \((\d{1,6})\)$/s.exec(name) ?? [];
  const place = ` (${Number(count) + 1})`;
  // Half of a character outside the basic plane would not survive as UTF-8.
  return first.slice(0, NAME_CHARS_MAX - place.length).replace(/[\ud800-\udbff]$/, '') + place;
}
