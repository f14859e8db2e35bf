/** One tab with the dashboard: reads what it shows, again when something happens, and does what its buttons say. */
import * as vscode from 'vscode';
import {
  type DashboardChoice,
  type FromPage,
  fromPageSchema,
  type HandlersOf,
  handle,
  type ToPage,
} from '#shared/dashboardIpc.ts';
import { t } from '#shared/l10n.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { isTokenRefused, messageOf, SignedOutError } from '../api/apiError.ts';
import { readDashboard } from '../api/readDashboard.ts';
import type { Log } from '../log.ts';
import { openLogOf } from '../logs/openLogOf.ts';
import { askFirst, notify } from '../notify.ts';
import { showError } from '../showError.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { dashboardHtml } from './dashboardHtml.ts';

/** However much happens, it is read at most so often. */
const GATHER_MS = 2000;
/** Workers, queues and schedules change without an event about a task. */
const REREAD_MS = 15_000;

export interface DashboardDeps {
  session: ServerSession;
  log: Log;
  /** Where the extension is installed. */
  extensionUri: vscode.Uri;
}

export class DashboardPanel implements vscode.Disposable {
  readonly #tab: vscode.WebviewPanel;
  readonly #deps: DashboardDeps;
  readonly #ends: (() => void)[];
  /** Known once the page is there. */
  #choice: DashboardChoice | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #reading = 0;

  constructor(tab: vscode.WebviewPanel, deps: DashboardDeps) {
    this.#tab = tab;
    this.#deps = deps;
    const dist = vscode.Uri.joinPath(deps.extensionUri, 'dist');
    tab.iconPath = vscode.Uri.joinPath(deps.extensionUri, 'extension/media/icon.png');
    tab.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    const rereading = setInterval(() => this.#soon(), REREAD_MS);
    const disposables = [
      tab.webview.onDidReceiveMessage((message) => this.#take(message)),
      tab.onDidChangeViewState(() => this.#soon()),
      tab.onDidDispose(() => this.#end()),
    ];
    this.#ends = [
      () => clearInterval(rereading),
      () => clearTimeout(this.#gathering),
      deps.session.store.onChange(() => this.#soon()),
      deps.session.onConnection(() => this.#soon()),
      () => disposables.forEach((each) => void each.dispose()),
    ];
    tab.webview.html = dashboardHtml(tab.webview, dist);
  }

  reveal(): void {
    this.#tab.reveal();
  }

  dispose(): void {
    this.#tab.dispose();
  }

  #end(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  #take(message: unknown): void {
    const parsed = fromPageSchema.safeParse(message);
    if (parsed.success) handle<FromPage>(this.#handlers, parsed.data);
    else this.#deps.log.warn('The dashboard said something strange:', parsed.error.message);
  }

  readonly #handlers: HandlersOf<FromPage> = {
    choose: ({ choice }) => {
      this.#choice = choice;
      void this.#read();
    },
    redrive: ({ taskIds }) => {
      this.#redrive(taskIds).catch((error) =>
        showError(this.#deps.log, t("Couldn't retry the tasks."), error),
      );
    },
    openLog: ({ taskId }) => {
      openLogOf(this.#deps.session, taskId).catch((error) =>
        showError(this.#deps.log, t("Couldn't open the log."), error),
      );
    },
    signIn: () => void vscode.commands.executeCommand('switchyard.signIn'),
  };

  /** A page that nobody sees is read when it is seen again. */
  #soon(): void {
    if (!this.#tab.visible) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      void this.#read();
    }, GATHER_MS);
  }

  async #read(): Promise<void> {
    if (!this.#choice) return;
    const reading = ++this.#reading;
    const message = await this.#newest(this.#choice);
    // The answer to an older choice may come later.
    if (reading === this.#reading) await this.#tab.webview.postMessage(message);
  }

  async #newest(choice: DashboardChoice): Promise<ToPage> {
    const { session, log } = this.#deps;
    await session.decided;
    try {
      if (!session.client) throw new SignedOutError();
      return { type: 'data', data: await readDashboard(session.client, choice) };
    } catch (error) {
      log.warn('Reading the dashboard failed:', error);
      const signIn = error instanceof SignedOutError || isTokenRefused(error);
      return { type: 'trouble', message: messageOf(error), signIn };
    }
  }

  async #redrive(taskIds: string[]): Promise<void> {
    const { client } = this.#deps.session;
    if (!client) throw new SignedOutError();
    if (taskIds.length > 1) {
      const question = t('Try {0} failed tasks again?', taskIds.length);
      const detail = t('Each begins at once, with a fresh budget of retries.');
      const retryAll = t('Retry All');
      const sure = await askFirst(question, { detail, buttons: [retryAll] });
      if (sure !== retryAll) return;
    }
    const { redriven, items } = await client.redrive(taskIds);
    const left = items.filter(({ outcome }) => outcome !== 'redriven');
    const [first] = left;
    void notify(
      'Information',
      first
        ? t('Tried again: {0}. Not tried: {1}. {2}', redriven, left.length, inEditorsLanguage(first.detail))
        : t('Tried again: {0}.', redriven),
    );
    await this.#read();
  }
}
