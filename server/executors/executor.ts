/** What a kind of task brings to run its tasks. */
import type { AccountKind, AccountWindow } from '#shared/account.ts';
import type {
  AskingAgent,
  ConfirmationKind,
  ConfirmationQuestion,
  FormField,
  FormValues,
} from '#shared/confirmation.ts';
import type { LogStream } from '#shared/logs.ts';
import type { Progress } from '#shared/task.ts';
import type { Lines } from '../logs/lineSplitter.ts';
import type { Mask } from '../logs/mask.ts';
import type { RunTraces } from '../processes/processTree.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { RunFailure } from '../tasks/failRun.ts';
import type { ProjectRules } from '../tasks/projectRules.ts';

/** What is known of a run before it is claimed. */
export interface RunFacts {
  task: TaskRow;
  /** What the task's project allows, as it is now. */
  project: ProjectRules;
  /** The child's whole environment; in the run itself, with its marks. */
  env: Record<string, string>;
}

/** What an executor may know and use. */
export interface RunContext extends RunFacts {
  run: number;
  /** Hides the project's secrets. What is yielded is masked anyway; whoever cuts lines needs it. */
  mask: Mask;
  /** Aborted when the run has to end: its processes are ended, and then the events end. */
  signal: AbortSignal;
  /** By what the run's processes are known so far. */
  traces: () => RunTraces;
  /**
   * What people say to the run, each text once and in order. `take` resolves to the next one, and to undefined when
   * there will be none or `signal` is aborted; then the text stays for whoever takes next.
   */
  input: { take(signal: AbortSignal): Promise<SentText | undefined> };
  /** A text of theirs has arrived where it was meant for. */
  delivered: (id: string) => void;
  /** Its program wrote something, even if that isn't a line yet: it isn't silent. */
  heard: () => void;
}

/** What a person says to a run: a message, or keys for its terminal. */
export interface SentText {
  id: string;
  text: string;
  userId: string;
}

/** A question of a run that only a person, or what a person has allowed before, can answer. */
export interface ConfirmationRequest {
  kind: ConfirmationKind;
  /** One line that names what is asked for; of a permission, the tool and what would be used. */
  title: string;
  /** The exact command, tool input or text. */
  detail: string;
  /** What the model says of it. */
  description?: string | undefined;
  /** The subagent that asks. */
  agent?: AskingAgent | undefined;
  /** It must not be allowed without a thought. */
  defaultToNo?: boolean | undefined;
  fields?: FormField[] | undefined;
  /** What a later run's identical request is known by, and what rules are matched against. */
  tool: string;
  input: unknown;
  questions?: ConfirmationQuestion[];
  options?: string[];
  default?: string;
  /** What is typed is not echoed, so nobody may see or keep it. */
  secret?: boolean;
  /** Seconds that it waits for an answer; left out, as long as the task says. */
  timeout?: number;
  /** Of the kind `account`: the model that it is about, or that it is about all. */
  model?: string;
  /** Aborted when whoever asked takes the question back. */
  withdrawn?: AbortSignal;
}

/** What the executor hears; an expired question is a denial. */
export interface ConfirmationReply {
  decision: 'allow' | 'deny';
  answers?: Record<string, string | string[]>;
  values?: FormValues;
  text?: string;
  updatedInput?: unknown;
  reason?: string;
  /** Not asked: the account's question is open already, with this id. */
  waitsFor?: string;
}

/** What a run heard of the account that pays for it; what is left out isn't known. */
export interface AccountReport {
  kind?: AccountKind;
  windows?: AccountWindow[];
  /** When its login ends for good. */
  expiresAt?: Date;
}

/** What a conversation came to, as far as it was told. */
export interface SessionFigures {
  /** Of this run. */
  turns: number;
  /** Dollars, of the whole session so far. */
  sessionCost: number;
  /** Tokens of the whole session so far, by their sort; subagents' as well. */
  sessionUsage: Record<string, number>;
  permissionDenials: unknown[];
}

interface RunEnd {
  exitCode: number | null;
  signal: string | null;
  /** The most memory that its program was seen to have when it had ended; often nothing can be told. */
  peakBytes?: number | undefined;
  /** The end came before anyone asked for it. */
  byItself: boolean;
  figures?: SessionFigures | undefined;
  /** A later run must not go on with the session. */
  sessionSpoiled?: boolean;
}

export type RunEvent =
  /** The task is running; in a process, if its kind has one. */
  | { type: 'started'; pid?: number }
  | { type: 'output'; stream: LogStream; lines: Lines }
  /** A line in the program's own format, kept beside the log. */
  | { type: 'raw'; line: string }
  /** It is about to use this conversation, or has it going (`begun`). Refused, it must not begin. */
  | { type: 'session'; sessionId: string; begun: boolean; refuse: (failure: RunFailure) => void }
  /** It waits until `reply` is called, once; other events may come meanwhile, other questions too. */
  | { type: 'confirmation_required'; request: ConfirmationRequest; reply: (reply: ConfirmationReply) => void }
  /** It is about to use a tool, asked for or not, and waits to hear why a rule forbids that, or undefined; once. */
  | { type: 'tool_use'; request: ConfirmationRequest; reply: (forbidden: string | undefined) => void }
  | { type: 'account'; report: AccountReport }
  /** What is left out stays as it was. */
  | { type: 'progress'; progress: Partial<Omit<Progress, 'updated_at'>> }
  /** It ended by itself. */
  | (RunEnd & { type: 'completed'; result: unknown })
  /** It couldn't be started, or failed in a way that has a name. */
  | (RunEnd & { type: 'error'; failure: RunFailure });

export type LastEvent = Extract<RunEvent, { type: 'completed' | 'error' }>;

/**
 * Runs one task. The last event is `completed` or `error`; after an abort there may be neither. When the events
 * have ended, for whatever reason, none of the run's processes is left. Reading slowly slows the program down.
 */
export interface Executor {
  (context: RunContext): AsyncGenerator<RunEvent, void>;
  /** Begins to look up what a run will rest on, before anybody has claimed it. Changes nothing. */
  ahead?(facts: RunFacts): Executor;
}
