const shownLines = 12;
/** pino's `error`. */
const errorLevel = 50;

/** The end of what a process wrote, for a person: of JSON log lines only errors, as their plain text. */
export function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap(readable).join('\n').split('\n').slice(-shownLines).join('\n');
}

function readable(line: string): string[] {
  if (!line.startsWith('{')) return [line];
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number;
      msg?: string;
      err?: { stack?: string };
    };
    if ((level ?? 0) < errorLevel) return [];
    return [msg, err?.stack].filter((part) => part !== undefined);
  } catch {
    return [line];
  }
}
