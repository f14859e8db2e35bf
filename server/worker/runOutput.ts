/** What a run prints, on its three ways: into the log, into the tails on the run, and raw beside the log. */
import type { RunEvent } from '../executors/executor.ts';
import type { Logger } from '../logger.ts';
import { CappedLog } from '../logs/cappedLog.ts';
import type { LiveLog } from '../logs/liveLog.ts';
import type { LogStorage } from '../logs/logStorage.ts';
import { LogWriter } from '../logs/logWriter.ts';
import { RawLog } from '../logs/rawLog.ts';
import type { Claim } from '../tasks/claimRun.ts';
import type { Lease } from './lease.ts';
import { OutputTail } from './outputTail.ts';

type OutputEvent = Extract<RunEvent, { type: 'output' }>;

export interface RunOutputDeps {
  config: { storageUrl: string };
  live: LiveLog;
  storage: LogStorage;
  lease: Lease;
  log: Logger;
}

export class RunOutput {
  readonly #tails = { stdout: new OutputTail(), stderr: new OutputTail(), system: new OutputTail() };
  readonly #log: CappedLog;
  readonly #raw: RawLog;

  /** @param bytesMax of the log; head and tail are kept. */
  static async open(deps: RunOutputDeps, { taskId, run }: Claim, bytesMax: number): Promise<RunOutput> {
    const writer = await LogWriter.open(deps, taskId, run, () => deps.lease.held);
    return new RunOutput(new CappedLog(writer, bytesMax), new RawLog(deps.config.storageUrl, taskId, run));
  }

  private constructor(log: CappedLog, raw: RawLog) {
    this.#log = log;
    this.#raw = raw;
  }

  /** Resolves when there is room for more. */
  write({ stream, lines }: OutputEvent): Promise<void> {
    this.#tails[stream].push(lines.text);
    return this.#log.write(stream, lines);
  }

  writeRaw(line: string): Promise<void> {
    return this.#raw.write(line);
  }

  /** Makes all of it durable. @throws what the storage says. */
  async close(): Promise<void> {
    await Promise.all([this.#log.close(), this.#raw.flush()]);
  }

  /** Its readers may see that the run is over. */
  notify(): void {
    this.#log.notify();
  }

  get tails(): { stdout: string; stderr: string } {
    return { stdout: this.#tails.stdout.read(), stderr: this.#tails.stderr.read() };
  }
}
