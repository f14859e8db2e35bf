/** Which function serves which command, and what the command is called when it fails. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { showError } from '../showError.ts';
import { allowChanged } from './allowChanged.ts';
import { allowConfirmation, allowForTask } from './allowConfirmation.ts';
import { answerAllSelected, answerConfirmation, answerNext } from './answerConfirmation.ts';
import { answerSelected } from './answerSelected.ts';
import { cancelTask } from './cancelTask.ts';
import { changePriority } from './changePriority.ts';
import { changePrompt } from './changePrompt.ts';
import { type CommandId, commandIds, rowCommandIds } from './commandIds.ts';
import { continueTask } from './continueTask.ts';
import { copyTaskId } from './copyTaskId.ts';
import { denyConfirmation } from './denyConfirmation.ts';
import { doctor } from './doctor.ts';
import { downloadLog } from './downloadLog.ts';
import { editConfirmation } from './editConfirmation.ts';
import { clearFilter, filterTasks } from './filterTasks.ts';
import { followTask } from './followTask.ts';
import { groupTasks } from './groupTasks.ts';
import { loadEarlierLog } from './loadEarlierLog.ts';
import { loadMore } from './loadMore.ts';
import { openConfirmation } from './openConfirmation.ts';
import { openDashboard } from './openDashboard.ts';
import { openLog } from './openLog.ts';
import { openRawLog } from './openRawLog.ts';
import { openSelectedLog } from './openSelectedLog.ts';
import { pauseTask } from './pauseTask.ts';
import { reconnect } from './reconnect.ts';
import { refresh } from './refresh.ts';
import { renameTask } from './renameTask.ts';
import { rerunTask } from './rerunTask.ts';
import { resumeTask } from './resumeTask.ts';
import { retryTask } from './retryTask.ts';
import { searchLog } from './searchLog.ts';
import { sendMessage } from './sendMessage.ts';
import { showLog } from './showLog.ts';
import { signIn } from './signIn.ts';
import { signOut } from './signOut.ts';
import { submitPrompt } from './submitPrompt.ts';
import { submitRecent } from './submitRecent.ts';
import { submitSelection } from './submitSelection.ts';
import { submitTask } from './submitTask.ts';
import { submitTaskFile } from './submitTaskFile.ts';
import { submitWithOptions } from './submitWithOptions.ts';
import { switchServer } from './switchServer.ts';
import { toggleLogTimes } from './toggleLogTimes.ts';
import { useText } from './useText.ts';

/** @param nodes of a tree, when the command comes from one: the row, and all that are selected. */
export type CommandHandler = (services: Services, ...nodes: unknown[]) => Promise<void> | void;

interface Command {
  /** Said when it fails, before the reason. */
  failed: () => string;
  run: CommandHandler;
}

const commandTable: Readonly<Record<CommandId, Command>> = {
  'switchyard.signIn': { failed: () => t("Couldn't sign in."), run: signIn },
  'switchyard.signOut': { failed: () => t("Couldn't sign out."), run: signOut },
  'switchyard.switchServer': { failed: () => t("Couldn't switch the server."), run: switchServer },
  'switchyard.doctor': { failed: () => t("Couldn't finish the examination."), run: doctor },
  'switchyard.submitTask': { failed: () => t("Couldn't submit the task."), run: submitTask },
  'switchyard.submitPrompt': { failed: () => t("Couldn't submit the prompt."), run: submitPrompt },
  'switchyard.submitWithOptions': { failed: () => t("Couldn't submit the task."), run: submitWithOptions },
  'switchyard.submitSelection': { failed: () => t("Couldn't submit the text."), run: submitSelection },
  'switchyard.submitRecent': { failed: () => t("Couldn't submit the task."), run: submitRecent },
  'switchyard.rerunTask': { failed: () => t("Couldn't run the task again."), run: rerunTask },
  'switchyard.continueTask': { failed: () => t("Couldn't continue the conversation."), run: continueTask },
  'switchyard.sendMessage': { failed: () => t("Couldn't send the message."), run: sendMessage },
  'switchyard.useText': { failed: () => t("Couldn't use the text."), run: useText },
  'switchyard.submitTaskFile': { failed: () => t("Couldn't submit the task file."), run: submitTaskFile },
  'switchyard.openDashboard': { failed: () => t("Couldn't open the dashboard."), run: openDashboard },
  'switchyard.pauseTask': { failed: () => t("Couldn't pause the task."), run: pauseTask },
  'switchyard.resumeTask': { failed: () => t("Couldn't resume the task."), run: resumeTask },
  'switchyard.changePriority': { failed: () => t("Couldn't change the priority."), run: changePriority },
  'switchyard.renameTask': { failed: () => t("Couldn't rename the task."), run: renameTask },
  'switchyard.changePrompt': { failed: () => t("Couldn't change the prompt."), run: changePrompt },
  'switchyard.copyTaskId': { failed: () => t("Couldn't copy the id."), run: copyTaskId },
  'switchyard.groupTasks': { failed: () => t("Couldn't group the tasks."), run: groupTasks },
  'switchyard.loadMore': { failed: () => t("Couldn't load more."), run: loadMore },
  'switchyard.denyConfirmation': { failed: () => t("Couldn't deny it."), run: denyConfirmation },
  'switchyard.openConfirmation': { failed: () => t("Couldn't open the question."), run: openConfirmation },
  'switchyard.filterTasks': { failed: () => t("Couldn't filter the tasks."), run: filterTasks },
  'switchyard.clearFilter': { failed: () => t("Couldn't clear the filter."), run: clearFilter },
  'switchyard.allowConfirmation': { failed: () => t("Couldn't allow it."), run: allowConfirmation },
  'switchyard.allowForTask': { failed: () => t("Couldn't allow it."), run: allowForTask },
  'switchyard.editConfirmation': { failed: () => t("Couldn't open the input."), run: editConfirmation },
  'switchyard.allowChanged': { failed: () => t("Couldn't allow it."), run: allowChanged },
  'switchyard.cancelTask': { failed: () => t("Couldn't cancel the task."), run: cancelTask },
  'switchyard.retryTask': { failed: () => t("Couldn't retry the task."), run: retryTask },
  'switchyard.followTask': { failed: () => t("Couldn't follow the task."), run: followTask },
  'switchyard.openLog': { failed: () => t("Couldn't open the log."), run: openLog },
  'switchyard.openSelectedLog': { failed: () => t("Couldn't open the log."), run: openSelectedLog },
  'switchyard.loadEarlierLog': { failed: () => t("Couldn't load earlier lines."), run: loadEarlierLog },
  'switchyard.searchLog': { failed: () => t("Couldn't search the log."), run: searchLog },
  'switchyard.downloadLog': { failed: () => t("Couldn't download the log."), run: downloadLog },
  'switchyard.toggleLogTimes': { failed: () => t("Couldn't show the times."), run: toggleLogTimes },
  'switchyard.openRawLog': { failed: () => t("Couldn't open the log."), run: openRawLog },
  'switchyard.answerConfirmation': { failed: () => t("Couldn't give the answer."), run: answerConfirmation },
  'switchyard.answerSelected': { failed: () => t("Couldn't give the answer."), run: answerSelected },
  'switchyard.answerAllSelected': { failed: () => t("Couldn't give the answer."), run: answerAllSelected },
  'switchyard.answerNext': { failed: () => t("Couldn't give the answer."), run: answerNext },
  'switchyard.refresh': { failed: () => t("Couldn't refresh the tasks."), run: refresh },
  'switchyard.reconnect': { failed: () => t("Couldn't reconnect."), run: reconnect },
  'switchyard.showLog': { failed: () => t("Couldn't show the log."), run: showLog },
};

export function registerCommands(services: Services): vscode.Disposable {
  const registrations = commandIds.map((id) => {
    const { failed, run } = commandTable[id];
    return vscode.commands.registerCommand(id, async (...given: unknown[]) => {
      try {
        // From a row's button the row comes along, unless the tree was drawn anew in that very moment. The buttons
        // above a tree bring nothing, either.
        if (rowCommandIds.has(id) && given.length > 0 && given[0] === undefined)
          throw new Error(t('The tasks have just changed: try again.'));
        await run(services, ...given);
      } catch (error) {
        await showError(services.log, failed(), error);
      }
    });
  });
  return vscode.Disposable.from(...registrations);
}
