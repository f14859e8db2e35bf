import type { DashboardData } from '#shared/dashboardIpc.ts';
import { fromNow, percent } from '../words.ts';
import { Section, Table } from './section.tsx';

/** What waits where, and what runs it. */
export function Load({ data: { metrics, queues, workers, at } }: { data: DashboardData }) {
  const now = Date.parse(at);
  return (
    <>
      <Section title="Queues">
        <Table
          heads={['Queue', 'Waiting', 'Admitted', 'Running', 'Load', '']}
          none="The server tells no queues."
          rows={queues.map(({ name, paused, admitted, running, load, max_running }) => ({
            key: name,
            cells: [
              name,
              metrics.queue_lengths[name] ?? 0,
              admitted,
              max_running === null ? running : `${running} of ${max_running}`,
              <meter
                key="load"
                min={0}
                max={1}
                high={0.8}
                optimum={0}
                value={Math.min(1, load)}
                title={percent(load)}
              >
                {percent(load)}
              </meter>,
              paused ? 'paused' : '',
            ],
          }))}
        />
      </Section>
      <Section title="Workers">
        <Table
          heads={['Worker', 'Status', 'Slots taken', 'Version', 'Last seen']}
          none="No worker has ever been here: nothing can run."
          rows={workers.map(({ id, host, pid, status, slots, active, version, last_seen_at }) => ({
            key: id,
            cells: [
              `${host}, process ${pid}`,
              status,
              `${active} of ${slots}`,
              version,
              fromNow(last_seen_at, now),
            ],
          }))}
        />
      </Section>
    </>
  );
}
