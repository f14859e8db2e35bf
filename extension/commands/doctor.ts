import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { examine, type Finding } from '../doctor/examine.ts';
import { remoteHost } from '../remoteHost.ts';
import type { Services } from '../services.ts';
import { projectId, serverUrl } from '../settings.ts';
import { foldersOnDisk } from '../submit/chooseFolder.ts';

interface FindingPick extends vscode.QuickPickItem {
  finding: Finding;
}

/** Says what works and what doesn't, and does what helps when a finding is chosen. */
export async function doctor({ session, version }: Services): Promise<void> {
  await session.decided;
  const situation = {
    url: serverUrl(),
    remoteHost: remoteHost(),
    ownVersion: version,
    client: session.client,
    projectId: projectId(),
    folder: foldersOnDisk()[0]?.uri.fsPath,
    connection: session.connection,
  };
  const location = vscode.ProgressLocation.Window;
  const title = t('Looking at the server');
  const findings = await vscode.window.withProgress({ location, title }, () => examine(situation));
  const wrong = findings.filter(({ ok }) => !ok).length;
  const picked = await vscode.window.showQuickPick(findings.map(pickOf), {
    title: wrong === 0 ? t('Switchyard: all is well') : t('Switchyard: {0} to mend', wrong),
    placeHolder: wrong === 0 ? '' : t('Choose what is wrong to mend it'),
  });
  await mend(picked?.finding.command);
}

function pickOf(finding: Finding): FindingPick {
  const { ok, warns, title, advice } = finding;
  const icon = warns ? 'warning' : 'pass';
  return {
    label: `$(${ok ? icon : 'error'}) ${title}`,
    ...(advice !== undefined && { detail: advice }),
    finding,
  };
}

async function mend(command: Finding['command']): Promise<void> {
  if (command === 'openProjectSetting')
    await vscode.commands.executeCommand('workbench.action.openSettings', 'switchyard.project');
  else if (command) await vscode.commands.executeCommand(command);
}
