import type { Services } from '../services.ts';

/** Shows the extension's own log. */
export function showLog({ log }: Services): void {
  log.show();
}
