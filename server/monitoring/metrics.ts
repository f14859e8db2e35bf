/** Figures for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { AlertRaised } from '#shared/alert.ts';
import type { StoredEvent } from '#shared/events.ts';

export interface Metrics {
  registry: Registry;
  /** Counts what this process has stored. */
  onCommitted(events: readonly StoredEvent[]): void;
  /** Counts what this process has raised. */
  onAlerts(alerts: readonly AlertRaised[]): void;
  /** Counts a client that read too slowly. */
  onClientSentAway(): void;
  /** Reports a gauge whose value is asked for when somebody looks. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const created = new Counter({
    name: 'switchyard_tasks_created_total',
    help: 'Tasks submitted through this process.',
    registers: [registry],
  });
  const changed = new Counter({
    name: 'switchyard_task_transitions_total',
    help: 'Changes of state that this process has written, by the state that was reached.',
    labelNames: ['status'],
    registers: [registry],
  });
  const alerted = new Counter({
    name: 'switchyard_alerts_total',
    help: 'Alerts that this process has raised, by what they are about.',
    labelNames: ['alert_type'],
    registers: [registry],
  });
  const sentAway = new Counter({
    name: 'switchyard_clients_sent_away_total',
    help: 'WebSockets that this process has closed because their clients read too slowly.',
    registers: [registry],
  });
  return {
    registry,
    onCommitted(events) {
      for (const event of events) {
        if (event.type === 'task.created') created.inc();
        if (event.type === 'task.status_changed') changed.inc({ status: event.status });
      }
    },
    onAlerts(alerts) {
      for (const { alert_type } of alerts) alerted.inc({ alert_type });
    },
    onClientSentAway() {
      sentAway.inc();
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await Promise.resolve(read()).catch(() => Number.NaN));
        },
      });
    },
  };
}
