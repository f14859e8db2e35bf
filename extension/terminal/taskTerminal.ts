/** A terminal that submits a task and shows what it prints, as if it ran here. Ending the terminal cancels the task. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { isFinal } from '#shared/taskState.ts';
import { messageOf } from '../api/apiError.ts';
import { followLog } from '../api/followLog.ts';
import type { RestClient } from '../api/restClient.ts';
import { submitTaskOnce } from '../api/submitTaskOnce.ts';
import { type Services, signedIn } from '../services.ts';
import { summaryOf } from '../state/summaryOf.ts';
import type { TaskDraft } from '../submit/taskDraft.ts';
import { outcomeInWords } from '../views/taskWords.ts';

const CTRL_C = '\u0003';
const COULDNT_RUN = 1;

export class TaskTerminal implements vscode.Pseudoterminal {
  readonly #services: Services;
  readonly #draft: () => Promise<TaskDraft>;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #stop = new AbortController();
  #task: TaskSummary | undefined;
  /** That the task was submitted with. */
  #client: RestClient | undefined;
  #over = false;
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(services: Services, draft: () => Promise<TaskDraft>) {
    this.#services = services;
    this.#draft = draft;
  }

  open(): void {
    void this.#run();
  }

  close(): void {
    this.#stop.abort();
    if (!this.#over) void this.#cancel();
  }

  handleInput(data: string): void {
    if (data === CTRL_C) void this.#cancel();
  }

  async #run(): Promise<void> {
    try {
      const client = signedIn(this.#services);
      this.#client = client;
      const draft = await this.#draft();
      const submitted = summaryOf(await submitTaskOnce(client, draft));
      this.#task = submitted;
      this.#services.search.learnMe(submitted);
      this.#services.session.store.apply({ type: 'read', task: submitted });
      // The terminal may have been closed while the task was on its way.
      if (this.#stop.signal.aborted) return await this.#cancel();
      // Not its name: that holds the command, in which a problem matcher could find problems.
      this.#note(t('Submitted as task {0}', submitted.id));
      await this.#follow(client, submitted.id);
      this.#end(await client.readTask(submitted.id));
    } catch (error) {
      this.#note(messageOf(error));
      this.#over = true;
      this.#closed.fire(COULDNT_RUN);
    }
  }

  async #follow(client: RestClient, id: string): Promise<void> {
    const { signal } = this.#stop;
    const onAway = () => this.#note(t('the server is away; this goes on when it is back'));
    for await (const lines of followLog(client, id, { after: 0, signal, onAway }))
      this.#written.fire(lines.map(({ text }) => `${text}\r\n`).join(''));
  }

  #end(task: TaskSummary): void {
    this.#over = isFinal(task.status);
    this.#note(outcomeInWords(task));
    this.#closed.fire(task.status === 'success' ? 0 : (task.exit_code ?? COULDNT_RUN) || COULDNT_RUN);
  }

  async #cancel(): Promise<void> {
    if (!this.#task || this.#over) return;
    try {
      await this.#taskServer()?.cancelTask(this.#task.id);
    } catch (error) {
      this.#services.log.warn(`Cancelling task ${this.#task.id} failed:`, error);
      this.#note(messageOf(error));
    }
  }

  /** The window may have gone to another server meanwhile; on the task's own, a newer token counts. */
  #taskServer(): RestClient | undefined {
    const { client } = this.#services.session;
    return client && client.access.url === this.#client?.access.url ? client : this.#client;
  }

  #note(text: string): void {
    this.#written.fire(`\u001b[2m… ${text.replaceAll('\n', '\r\n')}\u001b[0m\r\n`);
  }
}
