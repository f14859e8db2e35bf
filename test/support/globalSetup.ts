import { readdirSync, readFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { readProcessTable } from '../../server/processes/processTable.ts';
import { type SharedStores, startStores } from './startStores.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stores: SharedStores;
  }
}

/**
 * Vitest calls this before the first test file and the answered function after the last one. A run of the tests that
 * leaves a process or a folder behind has failed, even if every test passed.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...stores } = await startStores();
  project.provide('stores', stores);
  return async () => {
    const left = [...processesAtHomeIn(stores.folder), ...homesIn(stores.folder)];
    await stop();
    if (left.length > 0) throw new Error(`the tests left behind: ${left.join(', ')}`);
  };
}

/** Server processes, and what they run, have their HOME in the run's folder. */
function processesAtHomeIn(folder: string): string[] {
  return [...readProcessTable().values()].flatMap(({ pid }) => {
    const environment = readIfThere(`/proc/${pid}/environ`);
    return environment.includes(`HOME=${folder}/`)
      ? [`process ${pid} ${readIfThere(`/proc/${pid}/cmdline`)}`]
      : [];
  });
}

function homesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('home-'));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
