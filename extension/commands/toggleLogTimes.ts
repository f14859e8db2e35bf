import type { Services } from '../services.ts';

/** Shows or hides the times of lines in all log tabs of this window. */
export async function toggleLogTimes({ logDocuments }: Services): Promise<void> {
  await logDocuments.toggleTimes();
}
