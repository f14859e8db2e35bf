/** Accounts that are used up: whose tasks wait until they are there again, or until a person has answered. */
import { condition, dateFromColumn, type Statement } from '../store/sql.ts';
import type { Queries } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { ACCOUNT_WIDE } from './modelKey.ts';

export interface CredentialHold {
  /** When it ends; or, where waiting alone doesn't help, the question whose end it waits for. */
  until: Date | { question: string };
  /** Why, in the words of who refused. */
  detail: string;
}

/** A window that is used up: an account's, or that of a family of its models. */
interface HeldWindow extends CredentialHold {
  credential: string;
  models: readonly string[];
}

type Payer = Pick<TaskRow, 'id' | 'credential' | 'modelKey'>;

export class CredentialHolds {
  readonly #timed: readonly HeldWindow[];
  readonly #asked: readonly HeldWindow[];
  /** The tasks whose questions are open: their runs ask, again if they were lost, so they wait for nobody. */
  readonly #asking: ReadonlySet<string>;

  constructor(
    timed: readonly HeldWindow[] = [],
    asked: readonly HeldWindow[] = [],
    asking: readonly string[] = [],
  ) {
    this.#timed = timed;
    this.#asked = asked;
    this.#asking = new Set(asking);
  }

  /** Why the task waits. A question comes first: no time helps while it is open. */
  of(task: Payer): CredentialHold | undefined {
    const holds = ({ credential, models }: HeldWindow) =>
      credential === task.credential &&
      (models.includes(ACCOUNT_WIDE) || models.includes(task.modelKey ?? ''));
    const asked = this.#asking.has(task.id) ? undefined : this.#asked.find(holds);
    return asked ?? this.#timed.filter(holds).reduce(later, undefined);
  }

  /** All that hold the account, or some model of it. */
  ofAccount(id: string): CredentialHold[] {
    return [...this.#asked, ...this.#timed].filter(({ credential }) => credential === id);
  }

  /** What holds for those rows of `tasks` that nothing here holds back; undefined: for all. */
  get condition(): Statement | undefined {
    const timed = noneOf(this.#timed);
    const asked = noneOf(this.#asked);
    const own = condition('id in (?)', [...this.#asking]);
    const free = [
      ...(timed ? [timed] : []),
      ...(asked ? [condition(`(${own.sql} or (${asked.sql}))`, ...own.values, ...asked.values)] : []),
    ];
    if (free.length === 0) return undefined;
    return condition(
      `(credential is null or (${free.map(({ sql }) => sql).join(' and ')}))`,
      ...free.flatMap(({ values }) => values),
    );
  }
}

function later(a: CredentialHold | undefined, b: CredentialHold): CredentialHold {
  return a && a.until >= b.until ? a : b;
}

function noneOf(windows: readonly HeldWindow[]): Statement | undefined {
  const pairs = windows.flatMap(({ credential, models }) => models.map((model) => [credential, model]));
  const wide = pairs.filter(([, model]) => model === ACCOUNT_WIDE).map(([credential]) => credential);
  const single = pairs.filter(([, model]) => model !== ACCOUNT_WIDE);
  const parts = [
    ...(wide.length > 0 ? [condition('credential not in (?)', wide)] : []),
    ...(single.length > 0 ? [condition('(credential, model_key) not in (?)', single)] : []),
  ];
  if (parts.length === 0) return undefined;
  return condition(parts.map(({ sql }) => sql).join(' and '), ...parts.flatMap(({ values }) => values));
}

/** Those that hold now. A question holds by its own state: whatever way it is closed, nothing is left of it. */
export async function readCredentialHolds(store: Queries): Promise<CredentialHolds> {
  const [timed, asked] = await Promise.all([
    store.query<{ credential: string; model: string; held_until: string; detail: string }>(
      'select credential, model, held_until, detail from credential_holds where held_until > ?',
      [new Date()],
    ),
    store.query<{
      credential: string;
      model: string;
      own_model: string;
      id: string;
      task_id: string;
      detail: string;
    }>(
      `select q.credential, q.model, q.own_model, c.id, c.task_id, c.detail
        from account_questions q join confirmations c on c.id = q.confirmation_id where c.status = 'pending'`,
    ),
  ]);
  return new CredentialHolds(
    timed.map(({ credential, model, held_until, detail }) => ({
      credential,
      models: [model],
      until: dateFromColumn(held_until),
      detail,
    })),
    asked.map(({ credential, model, own_model, id, detail }) => ({
      credential,
      models: modelsHeld(model, own_model),
      until: { question: id },
      detail,
    })),
    asked.map(({ task_id }) => task_id),
  );
}

/** Why tasks wait that a person may let go on. */
export function waitsForAnswer(question: string, detail: string): string {
  return `waits for the answer to the question ${question} about its account: ${detail}`;
}

/** With a family of models, tasks that name none wait like the one that named none and met its wall. */
function modelsHeld(model: string, ownModel: string): string[] {
  return model === ACCOUNT_WIDE ? [model] : [...new Set([model, ownModel])];
}

/** Tasks that share the used-up window wait as long as this one, unless they wait for longer anyway. */
export function holdCredential(taskId: string, model: string, until: Date, detail: string): Statement[] {
  const hold = (whose: string, values: unknown[]): Statement => ({
    sql: `insert into credential_holds (credential, model, held_until, detail)
      select credential, ${whose}, ?, ? from tasks where id = ? and credential is not null
      on duplicate key update detail = if(values(held_until) > credential_holds.held_until, values(detail), credential_holds.detail),
        held_until = greatest(credential_holds.held_until, values(held_until))`,
    values: [...values, until, detail, taskId],
  });
  if (model === ACCOUNT_WIDE) return [hold('?', [model])];
  return [hold('?', [model]), hold('model_key', [])];
}
