import type { Cost, DashboardData } from '#shared/dashboardIpc.ts';
import { dollars } from '../words.ts';
import { Section, Table } from './section.tsx';

/** What the runs of Claude cost, as its CLI reckons it. */
export function Costs({ costs }: { costs: DashboardData['costs'] }) {
  const table = (head: string, items: Cost[]) => (
    <Table
      heads={[head, 'Cost', 'Tasks']}
      none="No task has cost anything."
      rows={items.map(({ name, usd, tasks }) => ({ key: name, cells: [name, dollars(usd), tasks] }))}
    />
  );
  const of = costs.tasks === 1 ? 'the latest Claude task' : `the latest ${costs.tasks} Claude tasks`;
  return (
    <Section title={costs.tasks === 0 ? 'Cost' : `Cost of ${of}`}>
      {costs.byUser.length === 0 ? (
        <p class="none">No task has cost anything.</p>
      ) : (
        <div class="pair">
          {table('User', costs.byUser)}
          {table('Project', costs.byProject)}
        </div>
      )}
    </Section>
  );
}
