/** What the page shows, as a pure function of what it was told. */
import type { DashboardChoice, DashboardData, ToPage } from '#shared/dashboardIpc.ts';

export interface PageState {
  choice: DashboardChoice;
  /** The latest that came; kept while the server is away. */
  data: DashboardData | undefined;
  trouble: { message: string; signIn: boolean } | undefined;
}

export type PageChange = ToPage | { type: 'chosen'; choice: DashboardChoice };

export const firstChoice: DashboardChoice = { days: 7, kind: '' };

export function initialState(choice: DashboardChoice): PageState {
  return { choice, data: undefined, trouble: undefined };
}

export function reducePage(state: PageState, change: PageChange): PageState {
  switch (change.type) {
    case 'data':
      return { ...state, data: change.data, trouble: undefined };
    case 'trouble':
      return { ...state, trouble: { message: change.message, signIn: change.signIn } };
    case 'chosen':
      return { ...state, choice: change.choice };
  }
}
