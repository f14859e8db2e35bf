import { expect, test } from 'vitest';
import { parseCliLine } from '../../../../../server/executors/claude/cliMessages.ts';
import { Transcript } from '../../../../../server/executors/claude/transcript/transcript.ts';

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
const use = (name: string, input: object, id = 'call') => ({ type: 'tool_use', id, name, input });
const result = (content: unknown, is_error = false, tool_use_id = 'call') => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', content, is_error, tool_use_id }] },
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

test('a result is shortened, and a failed one is marked', () => {
  const transcript = new Transcript();
  expect(shown(transcript, assistant('m4', use('Bash', { command: 'seq 30' })))).toEqual([
    'stdout: $ seq 30',
  ]);
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
  const [text = ''] = shown(transcript, result(lines));
  expect(text.split('\n')).toHaveLength(11);
  expect(text).toMatch(/^stdout: {3}└ line 0\n {4}line 1\n/);
  expect(text).toMatch(/… 20 more lines$/);
  expect(shown(transcript, result([{ type: 'text', text: 'no' }], true))).toEqual(['stdout:   ✗ no']);
});

test('a command is shown whole, and what would steer a terminal is made visible', () => {
  const command = 'cat <<X\n  a\nX\nrm \u001b[2K-rf\rls';
  expect(shown(new Transcript(), assistant('m', use('Bash', { command })))).toEqual([
    'stdout: $ cat <<X\n    a\n  X\n  rm \\u{1b}[2K-rf\\u{d}ls',
  ]);
});

test.each([
  ['Read', { file_path: '/srv/a.ts', offset: 10, limit: 20 }, '• Read /srv/a.ts (from line 10, 20 lines)'],
  ['Grep', { pattern: 'a b', path: '/srv', glob: '*.ts' }, '• Grep a b in /srv (*.ts)'],
  ['Glob', { pattern: '**/*.ts' }, '• Glob **/*.ts'],
  ['WebFetch', { url: 'https://a.test/', prompt: 'what?' }, '• WebFetch https://a.test/'],
  ['WebSearch', { query: 'a b' }, '• WebSearch a b'],
  ['mcp__git__log', { max: 3, at: 'x\ny', of: ['a'] }, '• mcp__git__log max: 3, at: x…, of: ["a"]'],
  ['ListAll', {}, '• ListAll'],
  [
    'AskUserQuestion',
    { questions: [{ question: 'Which?', options: [{ label: 'A', description: 'the first' }] }] },
    '• AskUserQuestion\n    Which?\n      - A: the first',
  ],
  ['ExitPlanMode', { plan: '1. Do it.\n2. Look.\n' }, '• ExitPlanMode\n    1. Do it.\n    2. Look.'],
])('%s says in a line what it is about', (name, input, expected) => {
  expect(shown(new Transcript(), assistant('m', use(name, input)))).toEqual([`stdout: ${expected}`]);
});

test('an edit is shown as its difference, and much of it is left out', () => {
  const edit = (old_string: string, new_string: string) =>
    shown(new Transcript(), assistant('m', use('Edit', { file_path: '/a.ts', old_string, new_string })));
  expect(edit('one\ntwo\nthree\nfour\nfive', 'one\n2\nthree\nfour\nfive')).toEqual([
    'stdout: • Edit /a.ts\n      one\n    - two\n    + 2\n      three\n      four',
  ]);
  const lines = Array.from({ length: 60 }, (_, index) => `${index}`).join('\n');
  const [text = ''] = edit('', lines);
  expect(text.split('\n')).toHaveLength(22);
  expect(text).toMatch(/ {4}\+ 19\n {4}… 40 more lines$/);
});

test('results that come in another order than their calls name these', () => {
  const transcript = new Transcript();
  const calls = ['one', 'two'].map((path) => use('Read', { file_path: path }, path));
  shown(transcript, assistant('m', ...calls));
  expect(shown(transcript, result('gone', true, 'one'), result('1\tx\n2\ty', false, 'two'))).toEqual([
    'stdout:   ✗ [Read one] gone',
    'stdout:   └ [Read two] 2 lines',
  ]);
});

test('repetitions of the API and a bad end are the system’s words; a good end is the run’s to tell', () => {
  const retry = { attempt: 1, max_retries: 4, retry_delay_ms: 1200, error_status: 529 };
  const end = { type: 'result', session_id: 's', is_error: false, num_turns: 2 };
  expect(
    shown(
      new Transcript(),
      { type: 'system', subtype: 'api_retry', ...retry },
      { ...end, subtype: 'success' },
      { ...end, subtype: 'error_max_turns', is_error: true },
    ),
  ).toEqual([
    'system: the API answered 529: asked again in 1.2 s (1 of 4)',
    'system: ended with an error (error_max_turns)',
  ]);
});

test('a subagent of the background doesn’t break a line that Claude is writing', () => {
  const transcript = new Transcript();
  const speaks = {
    ...assistant('s1', { type: 'text', text: 'found' }),
    parent_tool_use_id: 'x',
    agent_id: 'a',
  };
  expect(shown(transcript, begin('m1'), delta('one '), speaks, delta('line'), stop)).toEqual([
    'stdout: • subagent\n  │ found',
    'stdout: one line',
  ]);
});

test('secret thoughts, the CLI’s own words to Claude and contents that aren’t known are left out', () => {
  const thought = { type: 'thinking', thinking: '', signature: 'x' };
  const own = { type: 'user', message: { content: '<task-notification>x</task-notification>' } };
  expect(shown(new Transcript(), assistant('m5', thought, { type: 'x' }), own)).toEqual([]);
});
