/** The item in the status bar: how the connection stands, and how many tasks are in which group. */

import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { serverUrl } from '../settings.ts';
import type { ServerSession } from '../state/serverSession.ts';
import { stuckTasks } from '../state/stuckTasks.ts';
import { grouped } from '../state/taskGroups.ts';
import { connectionInWords } from './connectionWords.ts';

const GATHER_MS = 150;
const TASKS_FOCUS = 'switchyard.tasks.focus';

interface Look {
  text: string;
  /** For who hears it rather than sees its icons; the text without them unless told. */
  spoken?: string;
  command: string;
  background?: 'warning' | 'error';
}

export function createStatusBar({ session }: Services): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('switchyard.status', vscode.StatusBarAlignment.Left);
  item.name = 'Switchyard';
  const show = () => {
    const { text, spoken, command, background } = lookOf(session);
    item.text = text;
    item.accessibilityInformation = { label: spoken ?? text.replace(/\$\([^)]*\) ?/g, ''), role: 'button' };
    item.command = command;
    item.backgroundColor = background && new vscode.ThemeColor(`statusBarItem.${background}Background`);
    const at = t('Switchyard at {0}', session.client?.access.url ?? serverUrl());
    const version = session.serverVersion === undefined ? '' : `, ${t('version {0}', session.serverVersion)}`;
    item.tooltip = `${at}${version}\n${connectionInWords(session.connection)}`;
  };
  let timer: NodeJS.Timeout | undefined;
  const showSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      show();
    }, GATHER_MS);
  };
  show();
  item.show();
  return vscode.Disposable.from(
    item,
    { dispose: session.onConnection(show) },
    { dispose: session.store.onChange(showSoon) },
    { dispose: () => clearTimeout(timer) },
  );
}

function lookOf(session: ServerSession): Look {
  switch (session.connection.is) {
    case 'signed_out':
      return { text: `$(sign-in) ${t('Switchyard: Sign In')}`, command: 'switchyard.signIn' };
    case 'connecting':
      return { text: '$(sync~spin) Switchyard', command: TASKS_FOCUS };
    case 'connected':
      return counts(session);
    case 'away':
      return {
        text: `$(debug-disconnect) ${t('Switchyard: away')}`,
        command: 'switchyard.reconnect',
        background: 'warning',
      };
    case 'refused':
      return {
        text: `$(key) ${t('Switchyard: token refused')}`,
        command: 'switchyard.signIn',
        background: 'error',
      };
    case 'strange':
      return {
        text: `$(error) ${t('Switchyard: no such server')}`,
        command: 'switchyard.signIn',
        background: 'error',
      };
  }
}

function counts({ store }: ServerSession): Look {
  const groups = grouped(store.tasks());
  const running = groups.get('running')?.length ?? 0;
  const waiting = (groups.get('waiting')?.length ?? 0) + store.unlisted;
  const asks = store.confirmations.length + stuckTasks(store).length;
  const parts = [
    asks > 0 ? `$(bell-dot) ${asks}` : '',
    running > 0 ? `$(play) ${running}` : '',
    waiting > 0 ? `$(clock) ${waiting}` : '',
  ].filter(Boolean);
  const text = `$(list-tree) Switchyard${parts.length > 0 ? ` ${parts.join(' ')}` : ''}`;
  const command = asks > 0 ? 'switchyard.needsYou.focus' : TASKS_FOCUS;
  const spoken = t('Switchyard: {0} need you, {1} running, {2} waiting', asks, running, waiting);
  return { text, spoken, command, ...(asks > 0 && { background: 'warning' }) };
}
