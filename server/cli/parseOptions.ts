/** Values of options, each read or refused in words. */
import { InvalidArgumentError } from 'commander';

const unitSeconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds, or a number with a unit: `90`, `1.5`, `10m`, `2h`, `1d`. @throws {InvalidArgumentError} */
export function parseSeconds(value: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(value) ?? [];
  if (amount === undefined)
    throw new InvalidArgumentError('Give seconds, or a number with s, m, h or d: 90, 10m, 2h.');
  return Number(amount) * (unitSeconds[unit] ?? 1);
}

/** @throws {InvalidArgumentError} */
export function parseWholeNumber(value: string): number {
  if (!/^-?\d{1,15}$/.test(value)) throw new InvalidArgumentError('Give a whole number.');
  return Number(value);
}

const timeParts = /^(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?$/i;

/** A time as RFC 3339 in UTC, from `2026-03-01 14:05`, with or without seconds and zone; without one it is the time here. @throws {InvalidArgumentError} */
export function parseTime(value: string): string {
  const [, year, month, day] = timeParts.exec(value) ?? [];
  const at = new Date(value.replace(' ', 'T').toUpperCase());
  // JavaScript takes the 30th of February for the 2nd of March.
  const isDay = Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (!isDay || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('Give a time such as "2026-03-01 14:05" (here) or 2026-03-01T14:05:00Z.');
  }
  return at.toISOString();
}

/** Adds a `KEY=VALUE` to those before it. @throws {InvalidArgumentError} */
export function collectPair(value: string, before: Record<string, string> = {}): Record<string, string> {
  const equals = value.indexOf('=');
  // The value may be a secret, so it isn't repeated by us; commander repeats it, on the terminal it came from.
  if (equals < 1) throw new InvalidArgumentError('Give a name and a value: NAME=value.');
  return { ...before, [value.slice(0, equals)]: value.slice(equals + 1) };
}

export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
