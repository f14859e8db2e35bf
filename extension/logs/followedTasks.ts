/** Tasks followed into output channels, one channel each. */

import * as vscode from 'vscode';
import { language, t } from '#shared/l10n.ts';
import type { LogLine } from '#shared/logs.ts';
import type { TaskSummary } from '#shared/task.ts';
import { messageOf } from '../api/apiError.ts';
import { followLog } from '../api/followLog.ts';
import type { Log } from '../log.ts';
import { plainLine } from '../state/lineWindow.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { outcomeInWords } from '../views/taskWords.ts';

/** A channel begins with so many of the lines that were there already. */
const EARLIER_LINES = 1000;
/** VS Code keeps all that a channel was given; beyond so many characters, ours begins anew with the latest lines. */
const CHANNEL_CHARS_MAX = 2_000_000;
/** Lines are gathered for so long. What a flood brings in that time beyond the bound is left out, and said so. */
const SHOW_EVERY_MS = 200;
const BATCH_LINES_MAX = 1000;

interface Followed {
  channel: vscode.OutputChannel;
  /** Undefined when all has been written. */
  stop: AbortController | undefined;
}

export class FollowedTasks {
  readonly #session: ServerSession;
  readonly #log: Log;
  readonly #followed = new Map<string, Followed>();

  constructor(session: ServerSession, log: Log) {
    this.#session = session;
    this.#log = log;
  }

  dispose(): void {
    for (const { stop, channel } of this.#followed.values()) {
      stop?.abort();
      channel.dispose();
    }
    this.#followed.clear();
  }

  /** Shows the task's channel without taking the focus, and fills it unless that is under way. */
  follow(task: TaskSummary): void {
    const followed = this.#followed.get(task.id) ?? {
      channel: vscode.window.createOutputChannel(`Switchyard: ${task.name}`),
      stop: undefined,
    };
    this.#followed.set(task.id, followed);
    followed.channel.show(true);
    if (!followed.stop) void this.#fill(task, followed);
  }

  async #fill(task: TaskSummary, followed: Followed): Promise<void> {
    const { client } = this.#session;
    if (!client) return;
    followed.stop = new AbortController();
    const { signal } = followed.stop;
    followed.channel.clear();
    const output = new BoundedOutput(followed.channel);
    try {
      const after = await client.lineBeforeTail(task.id, EARLIER_LINES);
      if (after > 0)
        output.note(
          t('{0} earlier lines are not shown here; the log tab has them', after.toLocaleString(language())),
        );
      const onAway = () => output.note(t('the server is away; this goes on when it is back'));
      for await (const lines of followLog(client, task.id, { after, signal, onAway })) output.add(lines);
      if (!signal.aborted) output.note(outcomeInWords(await client.readTask(task.id)));
    } catch (error) {
      if (signal.aborted) return;
      this.#log.warn(`Following task ${task.id} failed:`, error);
      output.note(t('following ended: {0}', messageOf(error)));
    }
    // The channel stays: somebody may be reading it.
    followed.stop = undefined;
  }
}

/** Writes to a channel in batches, and never lets it grow without bound. */
class BoundedOutput {
  readonly #channel: vscode.OutputChannel;
  #waiting: string[] = [];
  #leftOut = 0;
  #chars = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(channel: vscode.OutputChannel) {
    this.#channel = channel;
  }

  add(lines: readonly LogLine[]): void {
    for (const line of lines) this.#waiting.push(plainLine(line));
    const excess = this.#waiting.length - BATCH_LINES_MAX;
    if (excess > 0) {
      this.#waiting.splice(0, excess);
      this.#leftOut += excess;
    }
    this.#timer ??= setTimeout(() => this.#write(), SHOW_EVERY_MS);
  }

  note(text: string): void {
    this.#waiting.push(`… ${text}`);
    this.#timer ??= setTimeout(() => this.#write(), SHOW_EVERY_MS);
  }

  #write(): void {
    this.#timer = undefined;
    const gap =
      this.#leftOut > 0
        ? `… ${t('{0} lines left out: they came too fast', this.#leftOut.toLocaleString(language()))}\n`
        : '';
    const text = `${gap}${this.#waiting.map((line) => `${line}\n`).join('')}`;
    this.#waiting = [];
    this.#leftOut = 0;
    this.#chars += text.length;
    if (this.#chars <= CHANNEL_CHARS_MAX) {
      this.#channel.append(text);
      return;
    }
    this.#channel.replace(`… ${t('earlier lines were dropped here; the log tab has them')}\n${text}`);
    this.#chars = text.length;
  }
}
