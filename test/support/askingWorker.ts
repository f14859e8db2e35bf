/**
 * A worker process whose kind `command` asks what its task's context says instead of running a program:
 * `{ask: [request, …]}`, all at once, and when these are answered `{afterwards: [request, …]}`. Each reply is a line of JSON in the log. `{askAt: file}` waits for that file
 * and says so in the log; `{withdrawAt: file}` takes the first
 * question back when the file appears; `{heldBy: file}` keeps the run going until that file appears;
 * `{unstorable: true}` ends it with a result that no database takes.
 */
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../server/config.ts';
import type {
  ConfirmationReply,
  ConfirmationRequest,
  Executor,
  RunEvent,
} from '../../server/executors/executor.ts';
import { createExecutors } from '../../server/executors/registry.ts';
import { createLogger } from '../../server/logger.ts';
import { createMetrics } from '../../server/monitoring/metrics.ts';
import { createServices } from '../../server/services.ts';
import { Shutdown } from '../../server/shutdown.ts';
import { waitForStore } from '../../server/store/waitForStore.ts';
import { keepWorker } from '../../server/worker/keepWorker.ts';

interface Plan {
  ask?: ConfirmationRequest[];
  afterwards?: ConfirmationRequest[];
  askAt?: string;
  withdrawAt?: string;
  heldBy?: string;
  unstorable?: boolean;
}

const nothingTakesIt = {
  toJSON() {
    throw new TypeError('this can’t be JSON');
  },
};

const askingExecutor: Executor = async function* ask({ task, signal }): AsyncGenerator<RunEvent, void> {
  const { ask: first = [], afterwards = [], askAt, withdrawAt, heldBy, unstorable } = task.context as Plan;
  yield { type: 'started' };
  if (askAt !== undefined) {
    await fileAppears(askAt, signal);
    yield { type: 'output', stream: 'stderr', lines: { text: 'asks now', count: 1 } };
  }
  yield* askAll(first, signal, withdrawAt);
  yield* askAll(afterwards, signal, undefined);
  if (heldBy !== undefined) await fileAppears(heldBy, signal);
  if (signal.aborted) return;
  yield {
    type: 'completed',
    exitCode: 0,
    signal: null,
    result: unstorable ? nothingTakesIt : null,
    byItself: true,
  };
};

async function* askAll(
  requests: ConfirmationRequest[],
  signal: AbortSignal,
  withdrawAt: string | undefined,
): AsyncGenerator<RunEvent, void> {
  const replies: Promise<ConfirmationReply>[] = [];
  const withdrawn = new AbortController();
  for (const [index, request] of requests.entries()) {
    const { promise, resolve } = Promise.withResolvers<ConfirmationReply>();
    const takenBack = index === 0 && withdrawAt !== undefined ? { withdrawn: withdrawn.signal } : {};
    yield { type: 'confirmation_required', request: { ...request, ...takenBack }, reply: resolve };
    replies.push(promise);
  }
  if (withdrawAt !== undefined) {
    await fileAppears(withdrawAt, signal);
    withdrawn.abort();
    replies.shift();
  }
  const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  for (const reply of replies) {
    const heard = await Promise.race([reply, over]);
    if (!heard) return;
    yield { type: 'output', stream: 'stdout', lines: { text: JSON.stringify(heard), count: 1 } };
  }
}

async function fileAppears(path: string, signal: AbortSignal): Promise<void> {
  while (!existsSync(path) && !signal.aborted) await delay(20);
}

const config = loadConfig(process.env, process.cwd());
const log = createLogger(config.logLevel, { roles: 'worker' });
const shutdown = new Shutdown(log);
const store = await waitForStore(config.databaseUrl ?? '', new AbortController().signal, () => {});
shutdown.add('MySQL', () => store.close());
const services = createServices(config, store, createMetrics(), log, shutdown);
await keepWorker(services, { ...createExecutors(services), command: askingExecutor }, shutdown);
process.on('SIGTERM', () => void shutdown.run().then(() => process.exit(0)));
console.log('Switchyard (worker) is ready: http://127.0.0.1:1');
