import type { DashboardData } from '#shared/dashboardIpc.ts';
import { tellExtension } from '../ipc.ts';
import { Button } from '../toolkit.ts';
import { fromNow } from '../words.ts';
import { Section, Table } from './section.tsx';

export function Failures({ data: { deadLetters, deadLettersTotal, errors, at } }: { data: DashboardData }) {
  const now = Date.parse(at);
  const redrive = (taskIds: string[]) => tellExtension({ type: 'redrive', taskIds });
  const left = deadLettersTotal - deadLetters.length;
  return (
    <>
      <Section title="Dead letters">
        {deadLetters.length > 1 && (
          <p>
            <Button
              label={`Retry all ${deadLetters.length} that are shown`}
              secondary
              onPress={() => redrive(deadLetters.map(({ task_id }) => task_id))}
            >
              Retry All {deadLetters.length}
            </Button>
          </p>
        )}
        <Table
          heads={['Task', 'Why it failed', 'What to do', 'When', '']}
          none="No task has failed for good."
          rows={deadLetters.map(
            ({ task_id: id, name, project_id, error_class, error_message, advice, failed_at }) => ({
              key: id,
              cells: [
                <>
                  {name} <small>{project_id}</small>
                </>,
                <>
                  <b>{error_class}</b> {error_message}
                </>,
                advice,
                fromNow(failed_at, now),
                <span key="do" class="buttons">
                  <Button label={`Retry ${name}`} onPress={() => redrive([id])}>
                    Retry
                  </Button>
                  <Button
                    label={`Open the log of ${name}`}
                    secondary
                    onPress={() => tellExtension({ type: 'openLog', taskId: id })}
                  >
                    Log
                  </Button>
                </span>,
              ],
            }),
          )}
        />
        {left > 0 && <p class="none">And {left} more.</p>}
      </Section>
      <Section title="Errors">
        <Table
          heads={['Error', 'Day (UTC)', 'Runs', 'Ended their task']}
          none="No run has failed."
          rows={errors.items.slice(0, 20).map(({ day, error_class, count, final }) => ({
            key: `${day} ${error_class}`,
            cells: [error_class, day, count, final],
          }))}
        />
      </Section>
    </>
  );
}
