import type { DashboardData } from '#shared/dashboardIpc.ts';
import { t } from '#shared/l10n.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { tellExtension } from '../ipc.ts';
import { Button } from '../toolkit.ts';
import { count, fromNow, shortDay } from '../words.ts';
import { Section, Table } from './section.tsx';

export function Failures({ data: { deadLetters, deadLettersTotal, errors, at } }: { data: DashboardData }) {
  const now = Date.parse(at);
  const redrive = (taskIds: string[]) => tellExtension({ type: 'redrive', taskIds });
  const left = deadLettersTotal - deadLetters.length;
  return (
    <>
      <Section title={t('Dead letters')}>
        {deadLetters.length > 1 && (
          <p>
            <Button
              label={t('Retry all {0} that are shown', deadLetters.length)}
              secondary
              onPress={() => redrive(deadLetters.map(({ task_id }) => task_id))}
            >
              {t('Retry All {0}', deadLetters.length)}
            </Button>
          </p>
        )}
        <Table
          heads={[t('Task'), t('Why it failed'), t('What to do'), t('When'), '']}
          none={t('No task has failed for good.')}
          rows={deadLetters.map(
            ({ task_id: id, name, project_id, error_class, error_message, advice, failed_at }) => ({
              key: id,
              cells: [
                <span key="name" class="long">
                  {name} <small>{project_id}</small>
                </span>,
                <span key="error" class="long">
                  <b>{error_class}</b> {inEditorsLanguage(error_message)}
                </span>,
                inEditorsLanguage(advice),
                fromNow(failed_at, now),
                <span key="do" class="buttons">
                  <Button label={t('Retry {0}', name)} onPress={() => redrive([id])}>
                    {t('Retry')}
                  </Button>
                  <Button
                    label={t('Open the log of {0}', name)}
                    secondary
                    onPress={() => tellExtension({ type: 'openLog', taskId: id })}
                  >
                    {t('Log')}
                  </Button>
                </span>,
              ],
            }),
          )}
        />
        {left > 0 && <p class="none">{t('And {0} more.', count(left))}</p>}
      </Section>
      <Section title={t('Errors')}>
        <Table
          heads={[t('Error'), t('Day (UTC)'), t('Runs'), t('Ended their task')]}
          none={t('No run has failed.')}
          rows={errors.items.slice(0, 20).map(({ day, error_class, count: runs, final }) => ({
            key: `${day} ${error_class}`,
            cells: [error_class, shortDay(day), count(runs), count(final)],
          }))}
        />
      </Section>
    </>
  );
}
