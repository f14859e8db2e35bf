import type { Cost, DashboardData } from '#shared/dashboardIpc.ts';
import { t } from '#shared/l10n.ts';
import { count, dollars } from '../words.ts';
import { Section, Table } from './section.tsx';

/** What the runs of Claude cost, as its CLI reckons it. */
export function Costs({ costs }: { costs: DashboardData['costs'] }) {
  const table = (head: string, items: Cost[]) => (
    <Table
      heads={[head, t('Cost'), t('Tasks')]}
      none={t('No task has cost anything.')}
      rows={items.map(({ name, usd, tasks }) => ({ key: name, cells: [name, dollars(usd), count(tasks)] }))}
    />
  );
  return (
    <Section title={titleOf(costs.tasks)}>
      {costs.byUser.length === 0 ? (
        <p class="none">{t('No task has cost anything.')}</p>
      ) : (
        <div class="pair">
          {table(t('User'), costs.byUser)}
          {table(t('Project'), costs.byProject)}
        </div>
      )}
    </Section>
  );
}

function titleOf(tasks: number): string {
  if (tasks === 0) return t('Cost');
  return tasks === 1
    ? t('Cost of the latest Claude task')
    : t('Cost of the latest {0} Claude tasks', count(tasks));
}
