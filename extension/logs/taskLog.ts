/** The end of one task's log, kept up to date: what a log document shows. */

import { language, t } from '#shared/l10n.ts';
import { LOG_PAGE_LINES_MAX, type LogLine } from '#shared/logs.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { statusInWords } from '#shared/stateWords.ts';
import type { BlockedOn, TaskSummary } from '#shared/task.ts';
import { isFinal } from '#shared/taskState.ts';
import { messageOf } from '../api/apiError.ts';
import { followLog } from '../api/followLog.ts';
import type { RestClient } from '../api/restClient.ts';
import type { AnsiSpan } from '../state/ansiLine.ts';
import { LineWindow } from '../state/lineWindow.ts';
import { adviceInWords, outcomeInWords, placeInLine } from '../views/taskWords.ts';

/** A tab that reaches back to a line takes over so many more at most: the editor holds them all. */
const REACH_LINES_MAX = 200_000;
/** So many lines before the one that is reached, for the reader. */
const LINES_ABOVE = 50;

export interface TaskLogOptions {
  client: RestClient;
  taskId: string;
  /** How many of the last lines are held. */
  linesMax: number;
  /** There is more to show, or something else. Called often: gather. */
  onChange: () => void;
}

export class TaskLog {
  readonly #options: TaskLogOptions;
  readonly #stop = new AbortController();
  readonly #window: LineWindow;
  #note = '';
  #outcome = '';
  #advice = '';
  #over = false;
  /** Of the task, when it was over. */
  #endVersion = 0;
  #following = false;
  /** Why it waits, as the log's own answer told last. */
  #waiting: BlockedOn | undefined;

  constructor(options: TaskLogOptions) {
    this.#options = options;
    this.#window = new LineWindow(options.linesMax);
  }

  /** All lines have come, and the task is over. */
  get over(): boolean {
    return this.#over;
  }

  /** Whether something has happened to this task since its log was read to the end: it may have been tried again. */
  hasMore({ version }: Pick<TaskSummary, 'version'>): boolean {
    return this.#over && version > this.#endVersion;
  }

  /** Reading ended before the log did: the server was away, or refused. It may be followed again. */
  get interrupted(): boolean {
    return !this.#following && !this.#over;
  }

  /** Rises when lines leave at the head: the text is then another one, not only a longer one. */
  get cuts(): number {
    return this.#window.cuts;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Reads the last lines and then what comes. Settles when the task is over or reading was stopped. */
  async follow(): Promise<void> {
    const { client, taskId, onChange } = this.#options;
    const { signal } = this.#stop;
    this.#over = false;
    this.#following = true;
    this.#note = '';
    try {
      const known = this.#window.lastSeq;
      const after = known > 0 ? known : await client.lineBeforeTail(taskId, this.#window.linesMax);
      if (after === 0) this.#waiting = (await client.readLog(taskId, 0, 1)).waiting;
      if (this.#waiting) onChange();
      const onAway = () => this.#say(t('The server is away; the log goes on when it is back.'));
      for await (const lines of followLog(client, taskId, { after, signal, onAway })) {
        this.#note = '';
        this.#window.append(lines);
        onChange();
      }
      if (signal.aborted) return;
      const task = await client.readTask(taskId);
      this.#outcome = outcomeInWords(task);
      this.#advice = adviceInWords(task);
      this.#endVersion = task.version;
      this.#over = true;
    } catch (error) {
      if (!signal.aborted) this.#say(messageOf(error));
    }
    this.#following = false;
    onChange();
  }

  /** While it waits and has printed nothing: its place in line changes without an event of its own. */
  async readPlace(): Promise<void> {
    if (this.#window.firstSeq !== undefined) return;
    const { client, taskId, onChange } = this.#options;
    const { waiting } = await client.readLog(taskId, 0, 1);
    if (!waiting || this.#stop.signal.aborted) return;
    this.#waiting = waiting;
    onChange();
  }

  /** Lines before the first one shown. @returns how many came; 0 when the first line of all is shown. */
  async loadEarlier(count: number): Promise<number> {
    const first = this.#window.firstSeq ?? 1;
    const after = Math.max(0, first - 1 - count);
    const wanted = first - 1 - after;
    if (wanted === 0) return 0;
    const lines = await this.#readBetween(after, wanted);
    this.#window.prepend(lines.filter(({ seq }) => seq < (this.#window.firstSeq ?? first)));
    this.#options.onChange();
    return lines.length;
  }

  /**
   * Brings what lies before the first line shown, up to a few lines above this one.
   * @throws Error in plain words when that is more than a tab should hold.
   */
  async reach(seq: number): Promise<void> {
    for (let came = 1; came > 0 && (this.#window.firstSeq ?? 1) > seq; ) {
      const missing = (this.#window.firstSeq ?? 1) - seq;
      if (missing > REACH_LINES_MAX) {
        const [line, most] = [seq.toLocaleString(language()), REACH_LINES_MAX.toLocaleString(language())];
        throw new Error(t('Line {0} lies more than {1} lines above what is shown.', line, most));
      }
      came = await this.loadEarlier(missing + LINES_ABOVE);
    }
  }

  /** The row of the document that a line stands in, from 0; undefined when it isn't shown. */
  rowOf(seq: number): number | undefined {
    const row = this.#window.rowOf(seq);
    return row === undefined ? undefined : row + this.#headRows;
  }

  /** The colours of the document's lines, from the first one on. */
  spans(times = false): readonly (readonly AnsiSpan[])[] {
    const spans = this.#window.spans(times);
    return this.#headRows > 0 ? [[], ...spans] : spans;
  }

  /** The document: a note where the head is missing, the lines, and at the end how the task stands. */
  text(task: TaskSummary | undefined, times = false): string {
    const earlier = (this.#window.firstSeq ?? 1) - 1;
    const head =
      earlier > 0
        ? `… ${t('{0} earlier lines are not shown. “Switchyard: Load Earlier Lines” brings more.', earlier.toLocaleString(language()))}\n`
        : '';
    return `${head}${this.#window.text(times)}${this.foot(task)}`;
  }

  /** The note about what is missing stands in the first row. */
  get #headRows(): number {
    return (this.#window.firstSeq ?? 1) > 1 ? 1 : 0;
  }

  /** The end of the document, below the lines; empty while the task runs and prints. */
  foot(task: TaskSummary | undefined): string {
    const empty = this.#window.firstSeq === undefined;
    if (this.#note !== '') return `… ${this.#note}\n`;
    if (this.#over) {
      const outcome = `… ${this.#outcome}${empty ? `; ${t('it printed nothing')}` : ''}\n`;
      return this.#advice === '' ? outcome : `${outcome}… ${t('What to do:')} ${this.#advice}\n`;
    }
    if (!empty) return task ? standing(task) : '';
    // That it waits, the tree knows first; why, and at which place in line, the log's own answer.
    const blocked = task && !task.blocked_on ? null : (this.#waiting ?? task?.blocked_on);
    if (blocked) return waitsNote(`${inEditorsLanguage(blocked.detail)}${placeInLine(blocked, Date.now())}`);
    if (!task || isFinal(task.status)) return `… ${t('Reading the log.')}\n`;
    if (task.status === 'running') return `… ${t('The task is running and has printed nothing yet.')}\n`;
    return waitsNote(isHeld(task) ? statusInWords(task.status).toLowerCase() : t('it is being prepared'));
  }

  async #readBetween(after: number, count: number): Promise<LogLine[]> {
    const { client, taskId } = this.#options;
    const lines: LogLine[] = [];
    while (lines.length < count) {
      const from = lines.at(-1)?.seq ?? after;
      const page = await client.readLog(taskId, from, Math.min(LOG_PAGE_LINES_MAX, count - lines.length));
      if (page.lines.length === 0) break;
      lines.push(...page.lines);
    }
    return lines;
  }

  #say(note: string): void {
    this.#note = note;
    this.#options.onChange();
  }
}

function isHeld({ status }: TaskSummary): boolean {
  return status === 'paused' || status === 'waiting_confirmation';
}

/** Why nothing comes after what was printed. */
function standing(task: TaskSummary): string {
  const { blocked_on: blocked, status } = task;
  if (blocked) return waits(`${inEditorsLanguage(blocked.detail)}${placeInLine(blocked, Date.now())}`);
  return isHeld(task) || status === 'retry' ? `… ${statusInWords(status)}\n` : '';
}

function waits(why: string): string {
  return `… ${t('The task is waiting: {0}.', why)}\n`;
}

function waitsNote(why: string): string {
  return `${waits(why)}… ${t('What it prints will appear here.')}\n`;
}
