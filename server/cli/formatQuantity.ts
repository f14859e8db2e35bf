/** Times, durations and sizes as people read them. */

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** `0.03s`, `4.2s`, `59s`, `3m05s`, `2h10m`, `3d04h`. */
export function formatDuration(seconds: number): string {
  const all = Math.max(0, seconds);
  if (all < 1) return `${Number(all.toFixed(2))}s`;
  if (all < 9.95 && !Number.isInteger(all)) return `${all.toFixed(1)}s`;
  const whole = Math.round(all);
  if (whole < MINUTE) return `${whole}s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m${twoDigits(whole % MINUTE)}s`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)}h${twoDigits(Math.floor((whole % HOUR) / MINUTE))}m`;
  return `${Math.floor(whole / DAY)}d${twoDigits(Math.floor((whole % DAY) / HOUR))}h`;
}

/** How long ago, in one unit: `8s`, `5m`, `2h`, `12d`. A clock that goes wrong gives `0s`. */
export function formatAge(time: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(time)) / 1000));
  if (seconds < MINUTE) return `${seconds}s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h`;
  return `${Math.floor(seconds / DAY)}d`;
}

/** The time here, `2026-03-01 14:05:09`. */
export function formatTime(time: string): string {
  const at = new Date(time);
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')}`;
}

/** `812 B`, `1.6 MiB`. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
    if (amount < 1024) return `${unit === 'B' ? amount : amount.toFixed(1)} ${unit}`;
    amount /= 1024;
  }
  return `${amount.toFixed(1)} TiB`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
