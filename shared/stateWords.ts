/** The states of tasks, in words for people. */
import { t } from './l10n.ts';
import type { TaskState } from './taskState.ts';

export function statusInWords(status: TaskState): string {
  switch (status) {
    case 'pending':
      return t('Waiting');
    case 'received':
      return t('Next in line');
    case 'started':
      return t('Starting');
    case 'running':
      return t('Running');
    case 'paused':
      return t('Paused');
    case 'waiting_confirmation':
      return t('Waits for an answer');
    case 'success':
      return t('Succeeded');
    case 'failure':
      return t('Failed');
    case 'retry':
      return t('Waits to be tried again');
    case 'revoked':
      return t('Cancelled');
    case 'timeout':
      return t('Timed out');
  }
}
