import type { DashboardData } from '#shared/dashboardIpc.ts';
import { t } from '#shared/l10n.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import type { WorkerWire } from '#shared/worker.ts';
import { count, fromNow, NOTHING, percent } from '../words.ts';
import { Section, Table } from './section.tsx';

/** What waits where, and what runs it. */
export function Load({ data: { metrics, queues, workers, at } }: { data: DashboardData }) {
  const now = Date.parse(at);
  return (
    <>
      <Section title={t('Queues')}>
        <Table
          heads={[t('Queue'), t('Waiting'), t('Admitted'), t('Running'), t('Load'), '']}
          none={t('The server tells no queues.')}
          rows={queues.map(({ name, paused, admitted, running, load, max_running }) => ({
            key: name,
            cells: [
              name,
              count(metrics.queue_lengths[name] ?? 0),
              admitted,
              max_running === null ? count(running) : t('{0} of {1}', running, max_running),
              <span key="load" class="nowrap">
                <LoadBar load={Math.min(1, load)} />
                {percent(load)}
              </span>,
              paused ? t('paused') : '',
            ],
          }))}
        />
      </Section>
      <Section title={t('Workers')}>
        <Table
          heads={[t('Worker'), t('Status'), t('Slots taken'), t('Version'), t('Claude CLI'), t('Last seen')]}
          none={t('No worker has ever been here: nothing can run.')}
          rows={workers.map((worker) => ({
            key: worker.id,
            cells: [
              t('{0}, process {1}', worker.host, worker.pid),
              workerStatus(worker.status),
              t('{0} of {1}', worker.active - worker.held, worker.slots),
              worker.version,
              <ClaudeCli key="claude" {...worker} />,
              fromNow(worker.last_seen_at, now),
            ],
          }))}
        />
      </Section>
    </>
  );
}

/** Which one a worker has, and why it can't run Claude tasks with it. */
function ClaudeCli({ claude_version, claude_problem }: WorkerWire) {
  return (
    <>
      {claude_version ?? NOTHING}
      {claude_problem !== null && <div class="problem">{inEditorsLanguage(claude_problem)}</div>}
    </>
  );
}

/** Told beside it in figures. @param load 0 to 1. */
function LoadBar({ load }: { load: number }) {
  return (
    <span class="load" aria-hidden="true">
      <span class={load > 0.8 ? 'high' : ''} style={{ width: `${load * 100}%` }} />
    </span>
  );
}

function workerStatus(status: WorkerWire['status']): string {
  switch (status) {
    case 'live':
      return t('live');
    case 'draining':
      return t('draining');
    case 'stopped':
      return t('stopped');
    case 'lost':
      return t('lost');
  }
}
