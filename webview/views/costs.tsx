import type { DashboardData } from '#shared/dashboardIpc.ts';
import { t } from '#shared/l10n.ts';
import { dollars, percent } from '../words.ts';
import { Section, Table } from './section.tsx';

/** The dearest users and projects that are shown. */
const SHOWN = 8;

/** What the runs of Claude cost, as its CLI reckons it. */
export function Costs({ costs }: { costs: DashboardData['costs'] }) {
  const { total_usd, by_user, by_project, days } = costs;
  return (
    <Section title={t('Cost of Claude in {0} days', days)}>
      {total_usd === 0 ? (
        <p class="none">{t('No task has cost anything.')}</p>
      ) : (
        <>
          <p>{t('{0} in all', dollars(total_usd))}</p>
          <div class="pair">
            <CostTable
              head={t('User')}
              costs={by_user.map(({ user_id, usd }) => ({ name: user_id, usd }))}
              total={total_usd}
            />
            <CostTable
              head={t('Project')}
              costs={by_project.map(({ project_id, usd }) => ({ name: project_id, usd }))}
              total={total_usd}
            />
          </div>
        </>
      )}
    </Section>
  );
}

interface CostTableProps {
  head: string;
  /** The dearest first. */
  costs: { name: string; usd: number }[];
  total: number;
}

function CostTable({ head, costs, total }: CostTableProps) {
  const shown = costs.slice(0, SHOWN);
  const rows = shown.map(({ name, usd }) => ({
    key: name,
    cells: [name, dollars(usd), percent(usd / total)],
  }));
  return <Table heads={[head, t('Cost'), t('Share')]} none="" rows={rows} />;
}
