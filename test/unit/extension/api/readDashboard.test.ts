import { expect, test } from 'vitest';
import { costsBy } from '../../../../extension/api/readDashboard.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

test('costs are added up by name, the dearest first; tasks that cost nothing are left out', () => {
  const tasks = [
    taskSummary({ user_id: 'ada', total_cost_usd: 0.25 }),
    taskSummary({ user_id: 'bob', total_cost_usd: 0.5 }),
    taskSummary({ user_id: 'ada', total_cost_usd: 0.75 }),
    taskSummary({ user_id: 'cy', total_cost_usd: null }),
  ];
  expect(costsBy(tasks, ({ user_id }) => user_id)).toEqual([
    { name: 'ada', tasks: 2, usd: 1 },
    { name: 'bob', tasks: 1, usd: 0.5 },
  ]);
});
