/** When a limit of use is reset, as the CLI says it to people: in words, with a zone. */

const DAY_MS = 86_400_000;

const RESET =
  /resets?(?: at| on)? (?:(?<month>[A-Z][a-z]{2,8}) (?<day>\d{1,2})(?:,? (?<year>\d{4}))?(?:,| at)* )?(?<hour>\d{1,2})(?::(?<minute>\d{2}))? ?(?<half>am|pm)?(?: ?\((?<zone>[^)]+)\))?/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The next instant that is meant by words such as `resets Nov 25, 3:30pm (Europe/Berlin)`. */
export function resetTime(text: string, now: Date): Date | undefined {
  const seconds = /limit reached\|(\d{9,11})$/.exec(text)?.[1];
  if (seconds !== undefined) return new Date(Number(seconds) * 1000);
  const parts = RESET.exec(text)?.groups;
  if (!parts) return undefined;
  const zone = knownZone(parts.zone);
  const { month, day, year, hour = '', minute = '0', half } = parts;
  const hours = half ? (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hour);
  const today = new Date(now.getTime() + offsetOf(zone, now));
  const wall = (years: number, months: number, days: number) =>
    instantOf(Date.UTC(years, months, days, hours, Number(minute)), zone);
  if (month === undefined) {
    const [y, m, d] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()];
    const at = wall(y, m, d);
    return at > now ? at : wall(y, m, d + 1);
  }
  const months = MONTHS.indexOf(month.slice(0, 3).toLowerCase());
  if (months < 0) return undefined;
  const at = wall(Number(year ?? today.getUTCFullYear()), months, Number(day));
  const passed = now.getTime() - at.getTime() > DAY_MS;
  return passed && year === undefined ? wall(today.getUTCFullYear() + 1, months, Number(day)) : at;
}

/** Without a zone, and with one that isn't known, the machine's own. */
function knownZone(name: string | undefined): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (name === undefined) return own;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return own;
  }
}

/** Milliseconds that clocks of the zone are ahead of UTC. */
function offsetOf(zone: string, at: Date): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** @param wall what the zone's clocks show, as if it were UTC. */
function instantOf(wall: number, zone: string): Date {
  const guess = new Date(wall - offsetOf(zone, new Date(wall)));
  return new Date(wall - offsetOf(zone, guess));
}
