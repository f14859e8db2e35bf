import { expect, test, vi } from 'vitest';
import { submitTaskFile } from '../../../../extension/commands/submitTaskFile.ts';
import type { FilePart } from '../../../../extension/language/protocol.ts';
import type { Services } from '../../../../extension/services.ts';

const tell = vi.hoisted(() => vi.fn(async (_message: string) => undefined));
vi.mock('vscode', () => {
  class Uri {
    static parse = () => new Uri();
    toString = () => 'file:///nightly.switchyard.yaml';
  }
  return {
    Uri,
    window: { showInformationMessage: tell },
    workspace: { openTextDocument: async () => undefined },
  };
});
// Else it brings in what needs a whole editor.
vi.mock('../../../../extension/services.ts', () => ({
  signedIn: ({ session }: { session: { client: unknown } }) => session.client,
}));

test('the button of a file that has schedules alone saves these', async () => {
  const { Uri } = await import('vscode');
  const saveSchedule = vi.fn(async ({ name }: { name: string }) => ({ name, next_runs: [] }));
  const submitBatch = vi.fn();
  const file = { tasks: [], schedules: [{ name: 'nightly' }, { name: 'weekly' }] };
  const services = {
    session: { client: { saveSchedule, submitBatch } },
    taskFiles: {
      read: async ({ list }: FilePart) => ({
        tasks: [],
        schedules: [],
        indexes: [0, 1],
        [list]: file[list],
      }),
    },
  } as unknown as Services;
  await submitTaskFile(services, Uri.parse('file:///nightly.switchyard.yaml'));
  expect(saveSchedule.mock.calls.map(([{ name }]) => name)).toEqual(['nightly', 'weekly']);
  expect(submitBatch).not.toHaveBeenCalled();
  expect(tell).toHaveBeenCalledWith('Scheduled: nightly. It is disabled.');
});
