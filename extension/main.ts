import * as vscode from 'vscode';
import { speak, t } from '#shared/l10n.ts';
import { loadBegunAt, loadBegunCpu } from './activationClock.ts';
import { messageOf } from './api/apiError.ts';
import { registerCommands } from './commands/commandTable.ts';
import { registerQuestionDocuments } from './confirmations/questionDocuments.ts';
import { keepEndVisible } from './logs/keepEndVisible.ts';
import { colorLogs } from './logs/logColors.ts';
import { registerLogProviders } from './logs/logProviders.ts';
import { registerRawLogDocuments } from './logs/rawLogDocuments.ts';
import { notify } from './notify.ts';
import { registerAuthentication } from './servers/authentication.ts';
import { createServices, keepSignedIn } from './services.ts';
import { registerTaskProvider } from './terminal/taskProvider.ts';
import { tellAboutAlerts } from './views/alertNotice.ts';
import { tellAboutConfirmations } from './views/confirmationNotice.ts';
import { tellAboutConnection } from './views/connectionNotice.ts';
import { keepLogTitles } from './views/logTitles.ts';
import { createNeedsYouView } from './views/needsYouView.ts';
import { createStatusBar } from './views/statusBar.ts';
import { tellAboutTasks } from './views/taskNotice.ts';
import { createTasksView } from './views/tasksView.ts';
import { tellAboutVersion } from './views/versionNotice.ts';

/** How long the modules took to load. What VS Code does between loading and activating isn't ours. */
const loadMs = performance.now() - loadBegunAt;
const loadCpuMs = cpuMsSince(loadBegunCpu);

/** What tests may look at. */
export interface SwitchyardApi {
  /** Ms that loading and activating took by the clock: more, where the machine has others to serve. */
  activationMs: number;
  /** Ms of processor time that the extension host used meanwhile, all its threads together. */
  activationCpuMs: number;
}

function cpuMsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

export function activate(context: vscode.ExtensionContext): SwitchyardApi {
  speak((message, ...values) => vscode.l10n.t(message, ...values), vscode.env.language);
  try {
    return start(context);
  } catch (error) {
    // VS Code itself shows nothing when an extension can't start.
    const reason = messageOf(error);
    void notify('Error', t("Switchyard can't start: {0}. Reload the window to try again.", reason));
    throw error;
  }
}

function start(context: vscode.ExtensionContext): SwitchyardApi {
  const begunAt = performance.now();
  const begunCpu = process.cpuUsage();
  const services = createServices(context);
  context.subscriptions.push(
    registerCommands(services),
    createTasksView(services),
    createNeedsYouView(services),
    createStatusBar(services),
    tellAboutConnection(services),
    tellAboutConfirmations(services),
    tellAboutTasks(services),
    tellAboutAlerts(services),
    tellAboutVersion(services),
    registerQuestionDocuments(services.session),
    services.inputs.register(),
    services.texts.register(),
    registerAuthentication(services),
    registerTaskProvider(services),
    keepEndVisible(services.logDocuments.onDidLeaveEnd),
    keepLogTitles(services),
    colorLogs(services.logDocuments),
    registerLogProviders(services),
    registerRawLogDocuments(services.session),
    keepSignedIn(services),
  );
  const startMs = performance.now() - begunAt;
  const activationMs = loadMs + startMs;
  services.log.info(`Activated in ${activationMs.toFixed(1)} ms, ${loadMs.toFixed(1)} of them for loading.`);
  return { activationMs, activationCpuMs: loadCpuMs + cpuMsSince(begunCpu) };
}

/** VS Code disposes of the subscriptions by itself. */
export function deactivate(): void {}
