/** The dashboard's tab: at most one, which a reload of the window brings back as it was. */
import * as vscode from 'vscode';
import type { DashboardDeps } from './dashboardPanel.ts';
import { DashboardPanel } from './dashboardPanel.ts';

const VIEW_TYPE = 'switchyard.dashboard';

export class Dashboards implements vscode.Disposable {
  readonly #deps: DashboardDeps;
  readonly #serializer: vscode.Disposable;
  #panel: DashboardPanel | undefined;

  constructor(deps: DashboardDeps) {
    this.#deps = deps;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async (panel) => this.#show(panel),
    });
  }

  open(): void {
    if (this.#panel) this.#panel.reveal();
    else this.#show(vscode.window.createWebviewPanel(VIEW_TYPE, 'Switchyard', vscode.ViewColumn.Active));
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }

  #show(tab: vscode.WebviewPanel): void {
    const panel = new DashboardPanel(tab, this.#deps);
    this.#panel = panel;
    tab.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
  }
}
