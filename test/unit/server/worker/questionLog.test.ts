import { expect, test } from 'vitest';
import type { AskedQuestion } from '../../../../server/confirmations/askedQuestion.ts';
import type { ConfirmationRequest } from '../../../../server/executors/executor.ts';
import type { ConfirmationRow } from '../../../../server/store/confirmation.entity.ts';
import { KnownTask } from '../../../../server/tasks/knownTask.ts';
import { QuestionLog } from '../../../../server/worker/questionLog.ts';

const bash: ConfirmationRequest = {
  kind: 'permission',
  title: 'Bash: list',
  detail: 'ls -l',
  tool: 'Bash',
  input: { command: 'ls -l' },
};
const prompt: ConfirmationRequest = { ...bash, kind: 'prompt', title: 'Name:', detail: 'Name:' };

const asked = (request: Partial<ConfirmationRequest> = {}, id = 'q1'): AskedQuestion => ({
  id,
  claim: { taskId: 't', run: 1, epoch: 1, workerId: 'w', known: new KnownTask(undefined, false) },
  projectId: 'default',
  request: { ...bash, ...request },
  timeout: 300,
});

/** What the store has of it once it is answered. */
const row = ({ request, id }: AskedQuestion, answer: Partial<ConfirmationRow>): ConfirmationRow => ({
  id,
  taskId: 't',
  projectId: 'default',
  run: 1,
  kind: request.kind,
  title: request.title,
  detail: request.detail,
  description: null,
  agent: null,
  defaultToNo: false,
  fields: null,
  tool: request.tool,
  input: '{}',
  fingerprint: '',
  secret: request.secret ?? false,
  questions: null,
  options: null,
  defaultText: null,
  status: 'allowed',
  requestedAt: new Date('2026-01-01T10:00:00.000Z'),
  expiresAt: null,
  answeredBy: 'alice',
  answeredAt: new Date('2026-01-01T10:00:12.000Z'),
  decision: 'allow',
  reason: null,
  answers: null,
  answerText: null,
  formValues: null,
  updatedInput: null,
  scope: 'once',
  deliveredAt: null,
  alertedAt: null,
  ...answer,
});

function lines(work: (log: QuestionLog) => void): string[] {
  const said: string[] = [];
  work(new QuestionLog((text) => said.push(text)));
  return said;
}

/** What is said of a question and its answer. */
const told = (request: Partial<ConfirmationRequest>, answer: Partial<ConfirmationRow>, overruled?: string) =>
  lines((log) => {
    const question = asked(request);
    log.asked(question.id, question);
    log.answered(row(question, answer), overruled);
  });

test('a permission tells what it is for, and who allowed it after how long', () => {
  expect(told({}, {})).toEqual(['asks for permission: Bash: list (ls -l)', 'allowed by alice after 12 s']);
  expect(told({ title: 'Bash: ls -l' }, { scope: 'task' })).toEqual([
    'asks for permission: Bash: ls -l',
    'allowed by alice after 12 s, also later in this task',
  ]);
  const agent = { id: 'a', name: 'scout' };
  expect(told({ agent, detail: '{\n}' }, { updatedInput: '{"command":"ls"}' })).toEqual([
    'scout asks for permission: Bash: list',
    'allowed by alice after 12 s, with a changed input ({"command":"ls"})',
  ]);
});

test('a denial tells its reason, and an answer that a rule overrules tells the rule', () => {
  const denied = { status: 'denied', decision: 'deny', reason: 'not here' } as const;
  expect(told({}, denied)[1]).toBe('denied by alice after 12 s: not here');
  const rule = 'denied by a rule of the project default: Bash ls';
  expect(told({}, {}, rule)[1]).toBe(`allowed by alice after 12 s, but ${rule}`);
});

test('a question tells what may be answered, and what was', () => {
  const questions = [
    { question: 'Which?', options: [{ label: 'A' }, { label: 'B' }] },
    { question: 'Why?', options: [] },
  ];
  expect(
    told(
      { kind: 'question', questions: questions.slice(0, 1) },
      { kind: 'question', answers: { 'Which?': 'B' } },
    ),
  ).toEqual(['asks: Which? (A, B)', 'answered by alice after 12 s: B']);
  const answers = { 'Which?': ['A', 'B'], 'Why?': 'so' };
  expect(told({ kind: 'question', questions }, { kind: 'question', answers })).toEqual([
    'asks: Which? (A, B) / Why?',
    'answered by alice after 12 s: Which? A, B / Why? so',
  ]);
});

test('what is typed is told, but never a secret', () => {
  expect(told(prompt, { answerText: 'Ada' })).toEqual([
    'asks for input: Name:',
    'answered by alice after 12 s: Ada',
  ]);
  expect(told({ ...prompt, secret: true }, { answerText: 'hunter2' })).toEqual([
    'asks for a secret: Name:',
    'answered by alice after 12 s',
  ]);
  const form = told({ kind: 'form', title: 'Server' }, { kind: 'form', formValues: { host: 'a', port: 1 } });
  expect(form).toEqual([
    'asks for a form to be filled in: Server',
    'answered by alice after 12 s: host a / port 1',
  ]);
});

test('of several questions the end names the one that it is about', () => {
  const [first, second] = [asked(), asked({ title: 'Read: b' }, 'q2')];
  const said = lines((log) => {
    log.asked('q1', first);
    log.asked('q2', second);
    log.answered(row(second, {}), undefined);
    log.answered(row(first, {}), undefined);
  });
  expect(said.slice(2)).toEqual([
    'allowed by alice after 12 s (Read: b)',
    'allowed by alice after 12 s (Bash: list)',
  ]);
});

test('what nobody answers tells how it ended', () => {
  const ends = (['expired', 'withdrawn', 'over'] as const).flatMap((how) =>
    [false, true].map(
      (handedBack) =>
        lines((log) => {
          log.asked('q1', asked());
          log.ended('q1', how, handedBack);
        })[1],
    ),
  );
  expect(ends).toEqual([
    'expired after 300 s',
    'expired after 300 s',
    'withdrawn',
    'withdrawn',
    'withdrawn',
    'asked again by the next run',
  ]);
});

test('what a rule or an earlier answer decides tells which', () => {
  const rule = 'denied by a rule of the project default: Bash ls';
  const memory = 'remembered for this task from question q0';
  expect(
    lines((log) => {
      log.decided(bash, { decision: 'deny', answeredBy: 'project default', reason: rule });
      log.decided(bash, { decision: 'allow', answeredBy: 'alice', reason: memory });
      log.refused(bash, 'too large to ask anybody about it');
    }),
  ).toEqual([
    `Bash: list: ${rule}`,
    `Bash: list: allowed by alice, ${memory}`,
    'Bash: list: denied, too large to ask anybody about it',
  ]);
});
