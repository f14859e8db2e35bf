import { expect, test } from 'vitest';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
import { illegalMoves } from '../../support/taskProcesses.ts';
import { startAskingWorker, submitAsking } from '../confirmations/asking.ts';

test('a result that can’t be stored fails its task, and the worker goes on', async () => {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher' });
  await startAskingWorker(switchyard, { SWITCHYARD_SLOTS: '1' });
  const { api } = switchyard;
  const { id } = await submitAsking(api, [], { context: { unstorable: true } });
  const task = await api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'SystemFailure', result: null });
  expect(task.runs).toHaveLength(1);
  expect(illegalMoves(task)).toEqual([]);
  const { id: next } = await submitAsking(api, []);
  await api.reaches(next, 'success');
});
