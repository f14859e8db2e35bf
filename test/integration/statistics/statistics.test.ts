import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ErrorStatistics,
  errorStatisticsSchema,
  type Performance,
  performanceSchema,
  type TaskMetrics,
  type TaskStatistics,
  taskMetricsSchema,
  taskStatisticsSchema,
} from '../../../shared/statistics.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
/** Two that succeed, two that fail (one of them twice), one that times out, one that is cancelled. */
beforeAll(async () => {
  switchyard = await startSwitchyard();
  const { api } = switchyard;
  await api.request('POST', '/projects', { id: 'quiet', folders: ['/'], programs: ['*'] });
  const ok = await Promise.all([1, 2].map(() => api.submit({ command: 'true' })));
  const fails = await api.submit({ command: '/not/there' });
  const twice = await api.submit({ command: 'false', max_retries: 1, retry_delay: 0 });
  const slow = await api.submit({ script: 'setInterval(() => {}, 1000)', timeout: 1 });
  const later = await api.submit({ command: 'true', delay_seconds: 3600, project_id: 'quiet' });
  for (const { id } of ok) await api.reaches(id, 'success');
  for (const { id } of [fails, twice]) await api.reaches(id, 'failure');
  await api.reaches(slow.id, 'timeout');
  await api.cancel(later.id);
  // It had ended before, so that this end doesn't count.
  await api.cancel(fails.id);
});
afterAll(() => switchyard.stop());

const get = async <T>(path: string) => (await switchyard.api.request<T>('GET', path)).body;

test('errors are counted by day, class and name, passing ones too', async () => {
  const answer = await get<ErrorStatistics>('/statistics/errors');
  expect(errorStatisticsSchema.parse(answer)).toEqual(answer);
  const today = new Date().toISOString().slice(0, 10);
  const line = (error_class: string, error_type: string, count: number, final: number) => ({
    day: today,
    error_class,
    error_type,
    count,
    final,
  });
  expect(answer.items).toEqual([
    line('CommandFailed', 'retriable', 2, 1),
    line('ConfigurationError', 'non_retriable', 1, 1),
    line('TimeoutError', 'retriable', 1, 1),
  ]);
  expect(await get('/statistics/errors?project_id=quiet')).toEqual({ items: [] });
});

test('what ended today, and what is under way', async () => {
  const answer = await get<TaskMetrics>('/metrics/tasks');
  expect(taskMetricsSchema.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    active_tasks: 0,
    reserved_tasks: 0,
    queue_lengths: { critical: 0, normal: 0, background: 0 },
    daily_stats: { completed: 2, failed: 3, cancelled: 1, total: 6 },
  });
});

test.each(['hour', 'day', 'week', 'month'])('how tasks ended within the last %s', async (period) => {
  const answer = await get<TaskStatistics>(`/tasks/statistics?period=${period}`);
  expect(taskStatisticsSchema.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    period,
    project_id: null,
    counts: { success: 2, failure: 2, timeout: 1, revoked: 1 },
    total: 6,
    success_rate: 2 / 5,
  });
  expect(answer.avg_duration).toBeGreaterThan(0);
  expect(answer.avg_wait).toBeGreaterThan(0);
});

test('of one project', async () => {
  expect(await get('/tasks/statistics?project_id=quiet')).toMatchObject({
    counts: { success: 0, failure: 0, timeout: 0, revoked: 1 },
    total: 1,
    success_rate: null,
    avg_wait: null,
    avg_duration: null,
  });
});

test('a run that never began took no time at all, and not none: it makes no average shorter', async () => {
  const { api } = switchyard;
  await api.request('POST', '/projects', { id: 'unbegun', folders: ['/'], programs: ['*'] });
  const { id } = await api.submit({ command: '/not/there', project_id: 'unbegun' });
  expect(await api.reaches(id, 'failure')).toMatchObject({ started_at: null, duration: null });
  expect(await get('/tasks/statistics?project_id=unbegun')).toMatchObject({
    counts: { failure: 1 },
    avg_wait: null,
    avg_duration: null,
  });
});

test('how long tasks took, for seven days', async () => {
  const answer = await get<Performance>('/statistics/performance?kind=command');
  expect(performanceSchema.parse(answer)).toEqual(answer);
  expect(answer.items).toHaveLength(7);
  const [today, yesterday] = answer.items;
  expect(today).toMatchObject({ total_tasks: 6, success_rate: 2 / 6 });
  expect(today?.max_duration).toBeGreaterThanOrEqual(1);
  expect(today?.p95_duration).toBeGreaterThan(0.95);
  expect(today?.min_duration).toBeLessThanOrEqual(today?.p50_duration ?? 0);
  expect(yesterday).toMatchObject({ total_tasks: 0, success_rate: null, p50_duration: null });
  expect((await get<Performance>('/statistics/performance?kind=other')).items[0]?.total_tasks).toBe(0);
});

test.each([
  '/tasks/statistics?period=year',
  '/statistics/performance?days=31',
  '/statistics/errors?days=0',
  '/statistics/errors?colour=red',
])('%s is refused', async (path) => {
  expect(await switchyard.api.problem('GET', path)).toMatchObject({
    status: 422,
    type_header: 'application/problem+json',
  });
});
