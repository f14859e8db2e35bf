/** With MySQL away, work waits for it; what will fail again is not tried again. */
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../errors.ts';

const RETRY_MS = 250;
/** SQLSTATE classes (ISO/IEC 9075): the data, a constraint, or the statement is wrong, whenever it is tried. */
const LASTING_STATES = ['22', '23', '42'];

export interface Patience {
  /** False: nobody waits any more. */
  mayWait: () => boolean;
  onWait: (reason: string) => void;
}

/**
 * @returns undefined once nobody waits any more.
 * @throws what another try wouldn't mend.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { mayWait, onWait }: Patience,
): Promise<T | undefined> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (isLasting(error)) throw error;
      onWait(errorMessage(error));
      if (!mayWait()) return undefined;
      await delay(RETRY_MS);
    }
  }
}

/** The driver's errors have a code, or say that the connection is lost; others are ours. */
function isLasting(error: unknown): boolean {
  const { code, sqlState = '', fatal } = error as { code?: string; sqlState?: string; fatal?: boolean };
  if (LASTING_STATES.some((state) => sqlState.startsWith(state))) return true;
  return code === undefined && !fatal && error instanceof Error && !/pool|connection/i.test(error.message);
}
