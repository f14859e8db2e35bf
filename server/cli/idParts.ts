/** Ids as people type them: whole, or their beginning or end. */

export const PART_CHARS_MIN = 8;

export function isWholeId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

export function fitsPart(id: string, part: string): boolean {
  return id.startsWith(part) || id.endsWith(part);
}
