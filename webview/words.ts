/** Figures and times as people write them, in the editor's language. */
import { toString as cronInWords } from 'cronstrue';
import 'cronstrue/locales/zh_CN.js';
import { language, t } from '#shared/l10n.ts';
import type { Schedule } from '#shared/schedule.ts';

export const NOTHING = '–';

function quantity(value: number, unit: string, digits = 0): string {
  const options = { style: 'unit', unit, unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(language(), { ...options, maximumFractionDigits: digits }).format(value);
}

export function count(value: number): string {
  return value.toLocaleString(language());
}

/** @param seconds null where nothing ended. */
export function duration(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  if (seconds < 1) return quantity(seconds * 1000, 'millisecond');
  if (seconds < 60) return quantity(seconds, 'second', seconds < 10 ? 1 : 0);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return quantity(minutes, 'minute');
  return `${quantity(Math.floor(minutes / 60), 'hour')} ${quantity(minutes % 60, 'minute')}`;
}

/** @param rate 0 to 1. */
export function percent(rate: number | null): string {
  if (rate === null) return NOTHING;
  const inWords = new Intl.NumberFormat(language(), { style: 'percent' });
  // Not 100 while anything failed.
  return rate > 0.99 && rate < 1 ? `> ${inWords.format(0.99)}` : inWords.format(rate);
}

export function dollars(usd: number): string {
  const options = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;
  return new Intl.NumberFormat(language(), options).format(usd);
}

export function when(time: string, timeZone?: string): string {
  const parts = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(language(), { ...parts, ...(timeZone && { timeZone }) }).format(
    new Date(time),
  );
}

/** @param day in UTC, as in 2030-01-31. */
export function shortDay(day: string | number): string {
  const parts = { month: 'short', day: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language(), parts).format(new Date(day));
}

/** “2 hr ago”, “in 5 min”. */
export function fromNow(time: string, now: number): string {
  const seconds = (Date.parse(time) - now) / 1000;
  const words = duration(Math.abs(seconds) < 1 ? 1 : Math.round(Math.abs(seconds)));
  return seconds < 0 ? t('{0} ago', words) : t('in {0}', words);
}

/** The rule of a schedule as a sentence; the expression itself if it can't be told. */
export function scheduleInWords({ cron, timezone }: Pick<Schedule, 'cron' | 'timezone'>): string {
  const locale = language() === 'zh-cn' ? 'zh_CN' : 'en';
  try {
    return `${cronInWords(cron, { use24HourTimeFormat: true, locale })} (${timezone})`;
  } catch {
    return `${cron} (${timezone})`;
  }
}
