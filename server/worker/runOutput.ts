/** What a run prints, on its three ways: into the log, into the tails on the run, and raw beside the log. */
import { shownText } from '#shared/shownText.ts';
import type { RunEvent } from '../executors/executor.ts';
import type { Logger } from '../logger.ts';
import { CappedLog } from '../logs/cappedLog.ts';
import type { LiveLog } from '../logs/liveLog.ts';
import type { LogStorage } from '../logs/logStorage.ts';
import { LogWriter } from '../logs/logWriter.ts';
import type { Mask } from '../logs/mask.ts';
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
  readonly #mask: Mask;

  /**
   * @param bytesMax of the log; head and tail are kept.
   * @param mask for what Switchyard says itself.
   */
  static async open(
    deps: RunOutputDeps,
    { taskId, run }: Claim,
    { bytesMax, mask }: { bytesMax: number; mask: Mask },
  ): Promise<RunOutput> {
    const writer = await LogWriter.open(deps, taskId, run, () => deps.lease.held);
    const raw = new RawLog(deps.config.storageUrl, taskId, run);
    return new RunOutput(new CappedLog(writer, bytesMax), raw, mask);
  }

  private constructor(log: CappedLog, raw: RawLog, mask: Mask) {
    this.#log = log;
    this.#raw = raw;
    this.#mask = mask;
  }

  /** Resolves when there is room for more. */
  write({ stream, lines }: OutputEvent): Promise<void> {
    this.#tails[stream].push(lines.text);
    return this.#log.write(stream, lines);
  }

  /** One line of Switchyard's own. A failure is told by the next line, or at the end. */
  say(text: string): void {
    const line = shownText(this.#mask.text(text.replaceAll(/\s*\n\s*/g, ' ')));
    this.#log.write('system', { text: line, count: 1 }).catch(() => {});
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
