import type { TestProject } from 'vitest/node';
import { type SharedStores, startStores } from './startStores.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stores: SharedStores;
  }
}

/** Vitest calls this before the first test file and the answered function after the last one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...stores } = await startStores();
  project.provide('stores', stores);
  return stop;
}
