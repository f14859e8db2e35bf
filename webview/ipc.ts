/** The page's only way out: to the extension, and to what VS Code keeps for it over a reload. */
import {
  type DashboardChoice,
  dashboardChoiceSchema,
  type FromPage,
  type ToPage,
  toPageSchema,
} from '#shared/dashboardIpc.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();

export function tellExtension(message: FromPage): void {
  vscode.postMessage(message);
}

/** What comes from elsewhere, or isn't what we know, is passed over. */
export function onMessage(listener: (message: ToPage) => void): void {
  window.addEventListener('message', ({ data }) => {
    const parsed = toPageSchema.safeParse(data);
    if (parsed.success) listener(parsed.data);
  });
}

export function keptChoice(): DashboardChoice | undefined {
  const parsed = dashboardChoiceSchema.safeParse(vscode.getState());
  return parsed.success ? parsed.data : undefined;
}

export function keepChoice(choice: DashboardChoice): void {
  vscode.setState(choice);
}
