import { useEffect, useReducer } from 'preact/hooks';
import { type DashboardChoice, type HandlersOf, handle, type ToPage } from '#shared/dashboardIpc.ts';
import { t } from '#shared/l10n.ts';
import { keepChoice, keptChoice, onMessage, tellExtension } from './ipc.ts';
import { firstChoice, initialState, type PageState, reducePage } from './state.ts';
import { Button, type Choice, Dropdown, Waiting } from './toolkit.ts';
import { Charts } from './views/charts.tsx';
import { Costs } from './views/costs.tsx';
import { Failures } from './views/failures.tsx';
import { Load } from './views/load.tsx';
import { Overview } from './views/overview.tsx';
import { Schedules } from './views/schedules.tsx';
import { when } from './words.ts';

const periods = (): Choice[] =>
  [7, 14, 30].map((days) => ({ value: String(days), text: t('{0} days', days) }));
const kinds = (): Choice[] => [
  { value: '', text: t('All kinds') },
  { value: 'command', text: t('Commands') },
  { value: 'claude', text: 'Claude' },
];

export function Dashboard() {
  const [state, change] = useReducer(reducePage, undefined, () => initialState(keptChoice() ?? firstChoice));
  useEffect(() => {
    const handlers: HandlersOf<ToPage> = { data: change, trouble: change };
    onMessage((message) => handle<ToPage>(handlers, message));
    tellExtension({ type: 'choose', choice: state.choice });
  }, []);
  const choose = (chosen: Partial<DashboardChoice>) => {
    const choice = { ...state.choice, ...chosen };
    keepChoice(choice);
    change({ type: 'chosen', choice });
    tellExtension({ type: 'choose', choice });
  };
  return (
    <>
      <header>
        <h1>Switchyard</h1>
        <Dropdown
          label={t('Period of the charts')}
          value={String(state.choice.days)}
          choices={periods()}
          onChoose={(days) => choose({ days: Number(days) })}
        />
        <Dropdown
          label={t('Kind of task in the charts')}
          value={state.choice.kind}
          choices={kinds()}
          onChoose={(kind) => choose({ kind })}
        />
        {state.data && (
          <span class="none">
            {state.data.server}, {when(state.data.at)}
          </span>
        )}
      </header>
      <Trouble state={state} />
      <Body state={state} />
    </>
  );
}

function Trouble({ state: { trouble, data } }: { state: PageState }) {
  if (!trouble) return null;
  return (
    <p role="alert" class="trouble">
      {trouble.message} {data && t('What is shown is from before.')}{' '}
      {trouble.signIn && (
        <Button label={t('Sign in to a server')} onPress={() => tellExtension({ type: 'signIn' })}>
          {t('Sign In')}
        </Button>
      )}
    </p>
  );
}

function Body({ state: { data, trouble } }: { state: PageState }) {
  if (!data) return trouble ? null : <Waiting label={t('Reading the figures')} />;
  return (
    <>
      <Overview data={data} />
      <Charts performance={data.performance} />
      <Load data={data} />
      <Costs costs={data.costs} />
      <Schedules schedules={data.schedules} at={data.at} />
      <Failures data={data} />
    </>
  );
}
