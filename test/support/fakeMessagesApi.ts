/** A stand-in for the Messages API on loopback. The prompt chooses what it answers: `SCENARIO:name` or `SCENARIO:name:argument`. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Block, type Message, type Scene, scenes, text } from './messageScenes.ts';

export interface FakeMessagesApi {
  url: string;
  /** `scenario:argument` of each request for an answer, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

interface RequestBody {
  model: string;
  stream?: boolean;
  tools?: unknown[];
  messages: Message[];
}

export async function startFakeMessagesApi(): Promise<FakeMessagesApi> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { pathname } = new URL(request.url ?? '/', 'http://fake');
    if (request.method !== 'POST' || pathname !== '/v1/messages') return notFound(response);
    const wanted = JSON.parse(body) as RequestBody;
    const scene = sceneOf(wanted.messages);
    // Besides its work the CLI asks for small things such as titles; these come without tools.
    const isWork = (wanted.tools ?? []).length > 0;
    if (isWork) asked.push(scene.key);
    const earlier = asked.filter((key) => key === scene.key).length - 1;
    const answer = isWork ? scene.answer({ ...scene, earlier }) : { blocks: [text('something small')] };
    await reply(request, response, wanted, answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The latest prompt that names a scenario, and how many turns came after it. */
function sceneOf(messages: readonly Message[]): Scene & { key: string; answer: (scene: Scene) => Answer } {
  const found = messages.flatMap((message, index) => {
    const match = [...textOf(message).matchAll(/SCENARIO:([a-z0-9_]+)(?::([^\s"<]*))?/g)].at(-1);
    return match && message.role === 'user'
      ? [{ index, name: match[1] ?? '', argument: match[2] ?? '' }]
      : [];
  });
  const { index, name, argument } = found.at(-1) ?? { index: -1, name: 'plain', argument: '' };
  const after = messages.slice(index + 1);
  const answer = scenes[name];
  if (!answer) throw new Error(`there is no scenario ${name}`);
  return {
    key: `${name}:${argument}`,
    argument: decodeURIComponent(argument),
    step: after.filter(({ role }) => role === 'assistant').length,
    toolResult: lastToolResult(messages),
    planFile: /\/[^\s"'`]+\/plans\/[^\s"'`]+\.md/.exec(JSON.stringify(messages))?.[0] ?? '',
    earlier: 0,
    latest: textOf(messages.findLast(({ role }) => role === 'user') ?? { role: 'user', content: '' }),
    answer,
  };
}

function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
}

function lastToolResult(messages: readonly Message[]): string {
  const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
  const result = blocks.findLast(({ type }) => type === 'tool_result');
  if (!result) return '';
  const words = typeof result.content === 'string' ? result.content : JSON.stringify(result.content);
  return `${result.is_error ? 'ERROR ' : ''}${words}`;
}

let ids = 0;
const usage = {
  input_tokens: 1000,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 1,
};

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  { model, stream }: RequestBody,
  answer: Answer,
): Promise<void> {
  if ('cutConnection' in answer) return void request.socket.destroy();
  if ('noAnswer' in answer) return;
  if ('status' in answer) {
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    const { details } = answer;
    const error = { type: answer.error, message: `fake ${answer.error}`, ...(details && { details }) };
    return void response.end(JSON.stringify({ type: 'error', error, request_id: 'req_fake' }));
  }
  if (answer.waitMs) await delay(answer.waitMs);
  const stop = answer.blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
  const message = { id: `msg_fake_${++ids}`, type: 'message', role: 'assistant', model, stop_sequence: null };
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json', ...answer.headers });
    return void response.end(
      JSON.stringify({ ...message, content: answer.blocks, stop_reason: stop, usage }),
    );
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', ...answer.headers });
  const send = (type: string, data: object) =>
    response.writable && response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send('message_start', { message: { ...message, content: [], stop_reason: null, usage } });
  for (const [index, block] of answer.blocks.entries()) {
    send('content_block_start', { index, content_block: beginningOf(block) });
    for (const delta of deltasOf(block)) {
      if (response.destroyed) return;
      send('content_block_delta', { index, delta });
      if (answer.delayMs) await delay(answer.delayMs);
      if (answer.cutAfterFirst) return void request.socket.destroy();
    }
    send('content_block_stop', { index });
  }
  send('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 50 } });
  send('message_stop', {});
  response.end();
}

function beginningOf(block: Block): object {
  if (block.type === 'text') return { type: 'text', text: '' };
  if (block.type === 'thinking') return { type: 'thinking', thinking: '', signature: '' };
  return { ...block, input: {} };
}

/** Word by word. */
function deltasOf({ type, text, thinking, signature, input }: Block): object[] {
  const words = (whole: string) => (whole.match(/\S*\s*/g) ?? []).filter(Boolean);
  switch (type) {
    case 'text':
      return words(text ?? '').map((part) => ({ type: 'text_delta', text: part }));
    case 'thinking':
      return [
        ...words(thinking ?? '').map((part) => ({ type: 'thinking_delta', thinking: part })),
        { type: 'signature_delta', signature },
      ];
    default:
      return words(JSON.stringify(input)).map((part) => ({ type: 'input_json_delta', partial_json: part }));
  }
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/json' });
  response.end('{"type":"error","error":{"type":"not_found_error","message":"fake: no such route"}}');
}
