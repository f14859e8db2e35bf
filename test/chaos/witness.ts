/** What the tasks' own processes wrote. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const words = ['begins', 'fails', 'succeeds', 'beside_itself', 'not_alone'] as const;

export interface WitnessLine {
  /** Seconds since the machine's start. */
  at: number;
  taskId: string;
  run: number;
  word: (typeof words)[number];
}

/** In the order in which they were written. */
export function readWitness(folder: string): WitnessLine[] {
  return readText(join(folder, 'witness'))
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [at, taskId, run, word] = line.split(' ');
      return {
        at: Number(at),
        taskId: taskId as string,
        run: Number(run),
        word: word as WitnessLine['word'],
      };
    });
}

/** Cheap enough to be asked again and again. */
export function countBegins(folder: string): number {
  return readText(join(folder, 'witness')).split(' begins ').length - 1;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
