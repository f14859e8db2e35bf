/** Progress that a command tells on its stdout: `::progress percentage=40 step=build total=5::`. */
import type { Progress } from '#shared/task.ts';

const MARK = '::progress ';
const LINE = /^::progress((?:\s+[a-z_]+=(?:"[^"]*"|[^\s":]+))+)\s*::$/;
const PAIR = /([a-z_]+)=(?:"([^"]*)"|(\S+))/g;
const STEP_CHARS_MAX = 200;

export type ToldProgress = Partial<Pick<Progress, 'percentage' | 'current_step' | 'total_steps'>>;

/** What the last of the lines that tell of progress says; undefined where none does. */
export function toldProgress(text: string): ToldProgress | undefined {
  if (!text.includes(MARK)) return undefined;
  let told: ToldProgress | undefined;
  for (const line of text.split('\n')) {
    const progress = readProgressLine(line);
    if (progress) told = { ...told, ...progress };
  }
  return told;
}

/** Unknown names are passed over; a value that can't be meant makes the line plain output. */
export function readProgressLine(line: string): ToldProgress | undefined {
  const pairs = LINE.exec(line.trim())?.[1];
  if (pairs === undefined) return undefined;
  const told: ToldProgress = {};
  for (const [, name, quoted, bare = ''] of pairs.matchAll(PAIR)) {
    const value = quoted ?? bare;
    if (name === 'percentage') {
      if (!/^\d{1,3}(\.\d+)?$/.test(value) || Number(value) > 100) return undefined;
      told.percentage = Number(value);
    } else if (name === 'step') {
      told.current_step = value.slice(0, STEP_CHARS_MAX).toWellFormed();
    } else if (name === 'total') {
      if (!/^\d{1,9}$/.test(value)) return undefined;
      told.total_steps = Number(value);
    }
  }
  return Object.keys(told).length > 0 ? told : undefined;
}
