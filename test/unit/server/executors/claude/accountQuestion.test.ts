import { expect, test } from 'vitest';
import { askAtWalls } from '../../../../../server/executors/claude/accountQuestion.ts';
import type { SessionPlan } from '../../../../../server/executors/claude/sessionPlan.ts';
import type {
  ConfirmationReply,
  RunEvent,
  SessionFigures,
} from '../../../../../server/executors/executor.ts';

const end = { exitCode: 1, signal: null, byItself: true };
const figures = (turns: number, sessionCost: number): SessionFigures => ({
  turns,
  sessionCost,
  usage: { input_tokens: turns * 10 },
  permissionDenials: [turns],
});
const atWall = (spent: SessionFigures): RunEvent => ({
  ...end,
  type: 'error',
  failure: {
    errorClass: 'PermissionError',
    message: "You're out of usage credits",
    advice: 'Ask.',
    wall: { model: '', wrong: 'it is out of usage credits' },
  },
  figures: spent,
});

/** Runs to the end; each process ends with the next one of these events, each question is answered by `reply`. */
async function run(
  ends: RunEvent[],
  reply: (request: Extract<RunEvent, { type: 'confirmation_required' }>) => void,
  signal: AbortSignal = new AbortController().signal,
) {
  const started: [SessionPlan, number | undefined][] = [];
  const left = [...ends];
  const talk = async function* (session: SessionPlan, before: SessionFigures | undefined) {
    started.push([session, before?.sessionCost]);
    const event = left.shift();
    if (event) yield event;
    return false;
  };
  const events: RunEvent[] = [];
  const session = { id: 's', resume: false, prompt: 'Do it.' };
  for await (const event of askAtWalls({ signal }, session, talk)) {
    events.push(event);
    if (event.type === 'confirmation_required') reply(event);
  }
  return { events, started };
}

const answered =
  (reply: ConfirmationReply) => (event: Extract<RunEvent, { type: 'confirmation_required' }>) =>
    event.reply(reply);

test('allowed as often as it is asked, the turn goes on, and the figures are of all that ran', async () => {
  const done: RunEvent = { ...end, type: 'completed', result: 'ok', figures: figures(3, 0.6) };
  const ends = [atWall(figures(1, 0.1)), atWall(figures(2, 0.3)), done];
  const { events, started } = await run(ends, answered({ decision: 'allow' }));
  const resumed = { id: 's', resume: true, prompt: undefined };
  expect(started).toEqual([
    [{ id: 's', resume: false, prompt: 'Do it.' }, undefined],
    [resumed, 0.1],
    [resumed, 0.3],
  ]);
  expect(events.map(({ type }) => type)).toEqual([
    'confirmation_required',
    'confirmation_required',
    'completed',
  ]);
  expect(events.at(-1)).toMatchObject({
    figures: { turns: 6, sessionCost: 0.6, usage: { input_tokens: 60 }, permissionDenials: [1, 2, 3] },
  });
});

test('denied, the run fails with what the wall says', async () => {
  const { events, started } = await run([atWall(figures(1, 0.1))], answered({ decision: 'deny' }));
  expect(started).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: 'error', failure: { errorClass: 'PermissionError' } });
});

test('where another run asks already, this one is parked for its answer', async () => {
  const reply = answered({ decision: 'deny', waitsFor: 'q' });
  const { events } = await run([atWall(figures(1, 0.1))], reply);
  expect(events.at(-1)).toMatchObject({
    type: 'error',
    failure: { park: { until: undefined }, advice: expect.stringContaining('q') },
  });
});

test('ended from outside while it asks, it keeps what it cost, and is nobody’s own end', async () => {
  const control = new AbortController();
  const { events } = await run([atWall(figures(1, 0.1))], () => control.abort(), control.signal);
  expect(events.at(-1)).toMatchObject({ type: 'error', byItself: false, figures: { sessionCost: 0.1 } });
});
