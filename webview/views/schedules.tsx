import { t } from '#shared/l10n.ts';
import type { Schedule } from '#shared/schedule.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { fromNow, scheduleInWords, when } from '../words.ts';
import { Section, Table } from './section.tsx';

export function Schedules({ schedules, at }: { schedules: Schedule[]; at: string }) {
  const now = Date.parse(at);
  return (
    <Section title={t('Schedules')}>
      <Table
        heads={[t('Schedule'), t('Project'), t('When'), t('Next'), t('Last')]}
        none={t('There are no schedules.')}
        rows={schedules.map((schedule) => ({
          key: schedule.id,
          cells: [
            schedule.name,
            schedule.project_id,
            scheduleInWords(schedule),
            <NextRuns key="next" schedule={schedule} now={now} />,
            schedule.last_fired_at === null ? t('never') : fromNow(schedule.last_fired_at, now),
          ],
        }))}
      />
    </Section>
  );
}

/** The next one, and on demand those after it, by the schedule's own clock. */
function NextRuns({ schedule, now }: { schedule: Schedule; now: number }) {
  const { enabled, last_error, next_runs, timezone } = schedule;
  const [next, ...others] = next_runs;
  if (!enabled || next === undefined)
    return <>{last_error === null ? t('disabled') : inEditorsLanguage(last_error)}</>;
  return (
    <details>
      <summary>{t('{0}: {1}', fromNow(next, now), when(next, timezone))}</summary>
      <ol>
        {others.map((time) => (
          <li key={time}>{when(time, timezone)}</li>
        ))}
      </ol>
    </details>
  );
}
