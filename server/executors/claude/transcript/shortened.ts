/** The beginning of a text, and how much more there is of it. */
export function shortened(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}… (${text.length - max} more characters)` : text;
}

/** The first lines, and how many more there are. */
export function firstLines(lines: readonly string[], max: number): string[] {
  if (lines.length <= max) return [...lines];
  const more = lines.length - max;
  return [...lines.slice(0, max), `… ${more} more ${more === 1 ? 'line' : 'lines'}`];
}
