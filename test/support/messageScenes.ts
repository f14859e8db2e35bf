/** What the fake Messages API answers in each scenario. */

export interface Block {
  type: string;
  text?: string;
  thinking?: string;
  signature?: string;
  content?: unknown;
  is_error?: boolean;
  id?: string;
  name?: string;
  input?: unknown;
}

export interface Message {
  role: string;
  content: string | Block[];
}

export interface Scene {
  argument: string;
  /** How many turns came after the prompt. */
  step: number;
  /** What the latest tool said. */
  toolResult: string;
  /** Where the CLI wants plans, in its plan mode. */
  planFile: string;
  /** How often the same was asked before. */
  earlier: number;
  /** The latest message that isn't Claude's own. */
  latest: string;
}

export type Answer =
  | {
      blocks: Block[];
      waitMs?: number;
      delayMs?: number;
      cutAfterFirst?: boolean;
      headers?: Record<string, string>;
    }
  | { status: number; error: string; headers?: Record<string, string>; details?: object }
  | { cutConnection: true }
  | { noAnswer: true };

let tools = 0;
export const text = (words: string): Block => ({ type: 'text', text: words });
const tool = (name: string, input: object): Block => ({
  type: 'tool_use',
  id: `toolu_${++tools}`,
  name,
  input,
});
const thought = (thinking: string): Block => ({ type: 'thinking', thinking, signature: 'signed' });
const bash = (command: string) => tool('Bash', { command, description: 'run a command' });

const backgroundHelper = (prompt: string) =>
  tool('Agent', { description: 'help', prompt, subagent_type: 'general-purpose' });

/** What the CLI says when something in the background has ended. */
function endedIn(latest: string): string | undefined {
  if (!latest.includes('<task-notification>')) return undefined;
  const result = /<result>([^<]*)/.exec(latest)?.[1] ?? /<summary>([^<]*)/.exec(latest)?.[1];
  return `It ended: ${result}`;
}

const errors: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
};

/** What the API says of a subscription's use. */
function subscriptionHeaders(facts: Record<string, string>): Record<string, string> {
  const told = Object.entries(facts).map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, value]);
  return Object.fromEntries(told);
}

function refusedBySubscription(facts: Record<string, string>): Answer {
  const headers = subscriptionHeaders({ status: 'rejected', ...facts });
  return { status: 429, error: 'rate_limit_error', headers };
}

/** Unix seconds. */
const resetIn = (seconds: number) => String(Math.ceil(Date.now() / 1000) + seconds);

/** Why nothing more may be used, in the API's words. */
const walls: Readonly<Record<string, string>> = {
  seat: 'seat_tier_level_disabled',
  admin: 'member_level_disabled',
  group: 'group_zero_credit_limit',
  credits: 'out_of_credits',
};

const modelNeedsCredits: Answer = {
  status: 429,
  error: 'rate_limit_error',
  details: { error_code: 'credits_required' },
};

/** First these blocks, then a text with what the last tool said. */
const ofTools = (blocks: (argument: string) => Block[], words: string) => (scene: Scene) => ({
  blocks: scene.step === 0 ? blocks(scene.argument) : [text(`${words} ${scene.toolResult}`)],
});

const question = {
  question: 'Which database?',
  header: 'DB',
  multiSelect: false,
  options: [
    { label: 'Postgres', description: 'pg' },
    { label: 'SQLite', description: 'lite' },
  ],
};

const questions = [
  question,
  {
    question: 'Which parts?',
    header: 'Parts',
    multiSelect: true,
    options: [
      { label: 'API', description: 'for programs' },
      { label: 'Editor', description: 'for people' },
    ],
  },
];

export const scenes: Readonly<Record<string, (scene: Scene) => Answer>> = {
  plain: ({ argument }) => ({ blocks: [text(`Hello from the fake API. ${argument}`)] }),
  bash: ofTools((command) => [text('I will run it.'), bash(command)], 'It said:'),
  /** A helper of its own gets the command to run. */
  helper: ofTools(
    (command) => [
      tool('Agent', {
        description: 'run a command',
        prompt: `SCENARIO:bash:${encodeURIComponent(command)}`,
        subagent_type: 'general-purpose',
        run_in_background: false,
      }),
    ],
    'The helper said:',
  ),
  /** Helpers that work in the background, one for each prompt; each of their ends is a turn of its own. */
  background({ step, argument, latest }) {
    if (step === 0) return { blocks: argument.split('|').map(backgroundHelper) };
    return { blocks: [text(endedIn(latest) ?? 'They are at work.')] };
  },
  /** A command in the background, and a helper beside it where the argument names one: `command|prompt`. */
  backshell({ step, argument, latest }) {
    const [command = '', ...prompts] = argument.split('|');
    if (step === 0) {
      const shell = tool('Bash', { command, description: 'run a command', run_in_background: true });
      return { blocks: [shell, ...prompts.map(backgroundHelper)] };
    }
    return { blocks: [text(endedIn(latest) ?? 'It is at work.')] };
  },
  /** An answer after so many seconds. */
  slow: ({ argument }) => ({
    blocks: [text(`Slow answer after ${argument}.`)],
    waitMs: Number(argument) * 1000,
  }),
  /** A list of steps, in the way that the argument names, and a command for each of them. */
  steps({ step, argument }) {
    const names = ['Build it', 'Try it'];
    const list = (...statuses: string[]) =>
      tool('TodoWrite', {
        todos: names.map((content, n) => ({ content, status: statuses[n], activeForm: `${content} now` })),
      });
    const create = (n: number) => tool('TaskCreate', { subject: names[n], description: '' });
    const update = (taskId: string, status: string) => tool('TaskUpdate', { taskId, status });
    const turns =
      argument === 'todos'
        ? [
            [list('in_progress', 'pending')],
            [bash('touch built')],
            [list('completed', 'in_progress')],
            [bash('touch tried')],
            [list('completed', 'completed')],
          ]
        : [
            [create(0), create(1)],
            [update('1', 'in_progress')],
            [bash('touch built')],
            [update('1', 'completed'), update('2', 'in_progress')],
            [bash('touch tried')],
            [update('2', 'completed')],
          ];
    return { blocks: turns[step] ?? [text('Both are done.')] };
  },
  /** Reads outside the folder are asked for all at once; commands one after the other. */
  three: ofTools(
    () => ['hostname', 'hosts', 'passwd'].map((name) => tool('Read', { file_path: `/etc/${name}` })),
    'The last one:',
  ),
  /** A tool of an MCP server: `server/tool`. */
  mcp: ofTools((name) => [tool(`mcp__${name.replace('/', '__')}`, {})], 'It said:'),
  /** `[[tool, input], …]`: one after the other, each after a thought. */
  use({ argument, step }) {
    const calls = JSON.parse(argument) as [name: string, input: object][];
    const [name, input] = calls[step] ?? [];
    if (name === undefined || input === undefined) return { blocks: [text('All is done.')] };
    return { blocks: [thought(`Step ${step + 1}.\nI use ${name}.`), tool(name, input)] };
  },
  ask: ofTools(() => [tool('AskUserQuestion', { questions: [question] })], 'You chose:'),
  askmany: ofTools(() => [tool('AskUserQuestion', { questions })], 'You chose:'),
  /** The plan is written into a file that the CLI names, and shown from there. */
  plan({ step, planFile, toolResult }) {
    const content = '1. Do it.\n2. Look at it.';
    if (step === 0) return { blocks: [tool('Write', { file_path: planFile, content })] };
    if (step === 1) return { blocks: [tool('ExitPlanMode', {})] };
    return { blocks: [text(`About the plan: ${toolResult}`)] };
  },
  /** `fail:529x2`: this status twice, then an answer. */
  fail({ argument, earlier }) {
    const [status = 500, times = 1] = argument.split('x').map(Number);
    if (earlier >= times) return { blocks: [text(`Fine after ${times} failures.`)] };
    return { status, error: errors[status] ?? 'api_error' };
  },
  /** `toolfail:529x3`: a tool first, so that there is a turn to go on with. */
  toolfail(scene) {
    if (scene.step === 0) return { blocks: [bash('echo first >> steps.txt')] };
    const [status = 500, times = 1] = scene.argument.split('x').map(Number);
    if (scene.earlier > times) return { blocks: [text(`Went on: ${scene.toolResult}`)] };
    return { status, error: errors[status] ?? 'api_error' };
  },
  /** `limit:8`, `limit:8,seven_day_opus`: a used-up subscription, or one window of it, that is reset in so many seconds; once. */
  limit({ argument, earlier }) {
    const [seconds, window = 'five_hour'] = argument.split(',');
    if (earlier > 0) return { blocks: [text('The limit is gone.')] };
    return refusedBySubscription({ reset: resetIn(Number(seconds)), 'representative-claim': window });
  },
  /** `used:0.93`: an answer, and how much of the five hours' window is used. */
  used: ({ argument }) => ({
    blocks: [text('There is something left.')],
    headers: subscriptionHeaders({
      status: 'allowed_warning',
      'representative-claim': 'five_hour',
      reset: resetIn(3600),
      '5h-utilization': argument,
      '5h-reset': resetIn(3600),
      '5h-surpassed-threshold': '0.9',
    }),
  }),
  /** `wall:seat,2`: a limit that no waiting takes away is met so many times. */
  wall({ argument, earlier }) {
    const [what = '', times = '1'] = argument.split(',');
    if (earlier >= Number(times)) return { blocks: [text('The wall is gone.')] };
    if (what === 'model') return modelNeedsCredits;
    return refusedBySubscription({
      'representative-claim': 'overage',
      'overage-status': 'rejected',
      'overage-disabled-reason': walls[what] ?? what,
    });
  },
  /** The answer breaks off so many times. */
  half: ({ argument, earlier }) => ({
    blocks: [text(earlier < Number(argument) ? 'this is cut off' : 'The whole answer.')],
    cutAfterFirst: earlier < Number(argument),
  }),
  reset: () => ({ cutConnection: true }),
  /** So many times there is no answer; without a number, never. */
  hang: ({ argument, earlier }) =>
    argument !== '' && earlier >= Number(argument) ? { blocks: [text('At last.')] } : { noAnswer: true },
  /** So many seconds long comes the input of a tool, in small pieces: there is nothing to be shown yet. */
  longinput: ({ argument, step }) =>
    step > 0
      ? { blocks: [text('It is written.')] }
      : { blocks: [bash(`echo ${'word '.repeat(Number(argument) * 5)}`)], delayMs: 200 },
  endless: () => ({ blocks: [text('word '.repeat(100_000))], delayMs: 20 }),
  /** As `loop`; after the first turn the API is overloaded, for one run. */
  stumble: ({ step, earlier }) =>
    earlier === 1 || earlier === 2
      ? { status: 529, error: 'overloaded_error' }
      : { blocks: [bash(`echo turn ${step}`)] },
  /** `permissions:5`: so many commands, each of which has to be allowed. */
  permissions: ({ argument, step }) => ({
    blocks: [step < Number(argument) ? bash(`touch file-${step}`) : text('All done.')],
  }),
  loop: ({ step }) => ({ blocks: [bash(`echo turn ${step}`)] }),
};
