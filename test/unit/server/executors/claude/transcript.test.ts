import { expect, test } from 'vitest';
import { parseCliLine } from '../../../../../server/executors/claude/cliMessages.ts';
import { Transcript } from '../../../../../server/executors/claude/transcript.ts';

/** What is shown of these messages, `stream: text`. */
function shown(transcript: Transcript, ...messages: object[]): string[] {
  return messages.flatMap((message) => {
    const parsed = parseCliLine(JSON.stringify(message));
    return (parsed ? transcript.read(parsed) : []).map(({ stream, text }) => `${stream}: ${text}`);
  });
}

const event = (event: object) => ({ type: 'stream_event', event });
const begin = (id: string) => event({ type: 'message_start', message: { id } });
const delta = (text: string) => event({ type: 'content_block_delta', delta: { type: 'text_delta', text } });
const stop = event({ type: 'content_block_stop' });
const assistant = (id: string, ...content: object[]) => ({ type: 'assistant', message: { id, content } });
const result = (content: unknown, is_error = false) => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', content, is_error }] },
});

test('text is shown as its lines come, and not again when the message is whole', () => {
  const transcript = new Transcript();
  const whole = { type: 'text', text: 'one\ntwo three' };
  expect(shown(transcript, begin('m1'), delta('on'), delta('e\ntwo'))).toEqual(['stdout: one']);
  expect(shown(transcript, delta(' three'), stop, assistant('m1', whole))).toEqual(['stdout: two three']);
});

test('text that didn’t stream, such as the CLI’s own, is shown whole', () => {
  expect(shown(new Transcript(), assistant('m2', { type: 'text', text: 'API Error' }))).toEqual([
    'stdout: API Error',
  ]);
});

test('a long paragraph is shown in parts that end with a word', () => {
  const transcript = new Transcript();
  shown(transcript, begin('m3'), delta('short words'));
  expect(transcript.part()).toEqual([]);
  shown(transcript, delta(` ${'word '.repeat(20)}unfin`));
  const [part] = transcript.part();
  expect(part?.text).toMatch(/^short words.*word$/);
  expect(shown(transcript, delta('ished'), stop)).toEqual(['stdout: unfinished']);
});

test('a tool is one line with its input, and its result is shortened', () => {
  const transcript = new Transcript();
  const use = { type: 'tool_use', name: 'Bash', input: { command: 'echo "a\nb"' } };
  expect(shown(transcript, assistant('m4', use))).toEqual(['stdout: ● Bash {"command":"echo \\"a\\nb\\""}']);
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
  const [text = ''] = shown(transcript, result(lines));
  expect(text.split('\n')).toHaveLength(11);
  expect(text).toMatch(/^stdout: {3}⎿ line 0\n {4}line 1\n/);
  expect(text).toMatch(/… 20 more lines$/);
  expect(shown(transcript, result([{ type: 'text', text: 'no' }], true))).toEqual(['stdout:   ✗ no']);
});

test('repetitions of the API and the end are the system’s words', () => {
  const retry = { attempt: 1, max_retries: 4, retry_delay_ms: 1200, error_status: 529 };
  const end = { subtype: 'success', is_error: false, num_turns: 2, duration_ms: 3100, total_cost_usd: 0.01 };
  expect(
    shown(
      new Transcript(),
      { type: 'system', subtype: 'api_retry', ...retry },
      { type: 'result', session_id: 's', ...end },
    ),
  ).toEqual([
    'system: the API answered 529: asked again in 1.2 s (1 of 4)',
    'system: done: 2 turns, 3.1 s, $0.0100 in this session',
  ]);
});

test('thoughts and contents that aren’t known are left out', () => {
  expect(
    shown(new Transcript(), assistant('m5', { type: 'thinking', thinking: 'hm' }, { type: 'x' })),
  ).toEqual([]);
});
