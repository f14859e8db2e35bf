/** Figures and times as people write them. */
import { toString as cronInWords } from 'cronstrue';
import type { Schedule } from '#shared/schedule.ts';

export const NOTHING = '–';

/** @param seconds null where nothing ended. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @param rate 0 to 1. */
export function percent(rate: number | null): string {
  if (rate === null) return NOTHING;
  // Not 100 while anything failed.
  return `${rate > 0.99 && rate < 1 ? '> 99' : Math.round(rate * 100)} %`;
}

export function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

export function when(time: string, timeZone?: string): string {
  const parts = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('en', { ...parts, ...(timeZone && { timeZone }) }).format(new Date(time));
}

/** “2 h ago”, “in 5 min”. */
export function fromNow(time: string, now: number): string {
  const seconds = (Date.parse(time) - now) / 1000;
  const words = duration(Math.abs(seconds) < 1 ? 1 : Math.round(Math.abs(seconds)));
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

/** The rule of a schedule as a sentence; the expression itself if it can't be told. */
export function scheduleInWords({ cron, timezone }: Pick<Schedule, 'cron' | 'timezone'>): string {
  try {
    return `${cronInWords(cron, { use24HourTimeFormat: true })} (${timezone})`;
  } catch {
    return `${cron} (${timezone})`;
  }
}
