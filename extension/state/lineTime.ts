/** The time that a line was printed, as it stands before the line. */

const prefix = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} /;

/** `2026-01-01 10:00:00.000 `, in the time zone of this machine. */
export function timePrefix(at: string): string {
  const time = new Date(at);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, 23).replace('T', ' ')} `;
}

/** The line as it was printed. */
export function withoutTime(line: string): string {
  return line.replace(prefix, '');
}
