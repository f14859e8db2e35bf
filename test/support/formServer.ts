/** An MCP server on standard input and output, with one tool that asks the person by a form. `--url`: by an address. */
import { createInterface } from 'node:readline';

const REQUEST_ID = 'form';
const byUrl = process.argv.includes('--url');
const form = {
  message: 'Where shall it go?',
  requestedSchema: {
    type: 'object',
    properties: {
      place: { type: 'string', title: 'Place', enum: ['staging', 'production'] },
      copies: { type: 'integer', title: 'Copies', minimum: 1 },
      note: { type: 'string', description: 'What the log says' },
      now: { type: 'boolean', title: 'At once' },
    },
    required: ['place', 'copies'],
  },
};
const address = {
  mode: 'url',
  message: 'Sign in there.',
  url: 'https://example.org/sign-in',
  elicitationId: 'e1',
};

interface Message {
  id?: string | number;
  method?: string;
  params?: { protocolVersion?: string };
  result?: unknown;
}

let call: Message['id'];
const send = (message: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const tools = [
  { name: 'deploy', description: 'Deploys it', inputSchema: { type: 'object', properties: {} } },
];

function on({ id, method, params, result }: Message): void {
  if (method === 'initialize') {
    const serverInfo = { name: 'forms', version: '1.0.0' };
    send({
      id,
      result: { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo },
    });
  } else if (method === 'tools/list') {
    send({ id, result: { tools } });
  } else if (method === 'tools/call') {
    call = id;
    send({ id: REQUEST_ID, method: 'elicitation/create', params: byUrl ? address : form });
  } else if (id === REQUEST_ID) {
    send({ id: call, result: { content: [{ type: 'text', text: JSON.stringify(result ?? 'refused') }] } });
  } else if (id !== undefined) {
    send({ id, result: {} });
  }
}

for await (const line of createInterface({ input: process.stdin })) on(JSON.parse(line) as Message);
