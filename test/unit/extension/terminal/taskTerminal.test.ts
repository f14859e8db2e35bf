import { expect, test, vi } from 'vitest';
import type { Services } from '../../../../extension/services.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

vi.mock('vscode', () => import('../../../support/fakeVscode.ts'));
const { TaskTerminal } = await import('../../../../extension/terminal/taskTerminal.ts');

/** A server whose task never ends. */
function server(url: string, token: string) {
  return {
    access: { url, token },
    submitTask: async () => taskSummary({ id: 'a' }),
    openLog: (_id: string, _after: number, signal: AbortSignal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended')))),
    cancelTask: vi.fn(async () => {}),
  };
}

test('the end of a terminal cancels its task where that was submitted, whatever server is used by now', async () => {
  const [here, elsewhere, newToken] = [
    server('http://a', '1'),
    server('http://b', '1'),
    server('http://a', '2'),
  ];
  const session = { client: here, store: new TaskStore() };
  const services = { session, search: { learnMe: () => {} }, log: { warn: () => {} } } as unknown as Services;
  const opened = async () => {
    session.client = here;
    const terminal = new TaskTerminal(services, async () => ({
      kind: 'command',
      name: 'a',
      project_id: 'p',
    }));
    const said = vi.fn();
    terminal.onDidWrite(said);
    terminal.open();
    await vi.waitFor(() => expect(said).toHaveBeenCalled());
    return terminal;
  };
  const left = await opened();
  session.client = elsewhere;
  left.close();
  expect(here.cancelTask).toHaveBeenCalledWith('a');
  const renewed = await opened();
  session.client = newToken;
  renewed.close();
  expect(newToken.cancelTask).toHaveBeenCalledWith('a');
  expect(here.cancelTask).toHaveBeenCalledTimes(1);
  expect(elsewhere.cancelTask).not.toHaveBeenCalled();
});
