import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectionOptions } from '../../../server/store/connectionOptions.ts';
import type { Project } from '../../../shared/project.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

const TOKEN = 'tok-4f1c9d2e77"grün';
const PEM = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({
    env: { SWITCHYARD_SECRET_KEY: 'a-key-for-tests-not-for-use' },
  });
});
afterAll(() => switchyard.stop());

const change = (id: string, body: object) =>
  switchyard.api.request<Project>('PATCH', `/projects/${id}`, body);

async function projectWith(secrets: Record<string, string>): Promise<string> {
  const id = `p${Math.random().toString(36).slice(2)}`;
  const body = { id, folders: ['/'], programs: ['*'], secrets };
  const made = await switchyard.api.request<Project>('POST', '/projects', body);
  expect(made).toMatchObject({ status: 201, body: { secrets: Object.keys(secrets).sort() } });
  return id;
}

/** Everything that there is of a task: in the API, in the storage, in the database. */
async function tracesOf(id: string): Promise<string> {
  const { body } = await switchyard.api.request('GET', `/tasks/${id}`);
  const folder = join(switchyard.folder, 'data/storage/logs', id.slice(-2), id);
  const chunks = readdirSync(folder).map((name) => gunzipSync(readFileSync(join(folder, name))).toString());
  const database = await createConnection(connectionOptions(switchyard.stores.databaseUrl));
  onTestFinished(() => database.end());
  const [runs] = await database.query('select * from runs where task_id = ?', [id]);
  const [events] = await database.query('select * from task_events where task_id = ?', [id]);
  return JSON.stringify([body, chunks.join('\n'), runs, events]);
}

test('a run has its project’s secrets, and nothing of it tells them, in whatever pieces they are printed', async () => {
  const project_id = await projectWith({ TOKEN, PEM });
  const hash = createHash('sha256')
    .update(TOKEN + PEM)
    .digest('hex');
  const script = `
    const write = (text) => new Promise((done) => process.stdout.write(text, () => setTimeout(done, 3)));
    (async () => {
      const { TOKEN, PEM } = process.env;
      for (const character of 'token ' + TOKEN + '\\n') await write(character);
      for (const piece of PEM.match(/[^]{1,5}/g)) await write(piece);
      await write('x'.repeat(65530) + TOKEN + '\\n');
      await write(JSON.stringify({ TOKEN, PEM }) + '\\n' + encodeURIComponent(TOKEN) + '\\n');
      await write(Buffer.from('user:' + TOKEN).toString('base64') + '\\n');
      console.error('failed with ' + TOKEN);
      const hash = require('node:crypto').createHash('sha256').update(TOKEN + PEM).digest('hex');
      process.exit(hash === '${hash}' ? 3 : 4);
    })();`;
  const { id } = await switchyard.api.submit({
    script,
    project_id,
  });
  const task = await switchyard.api.reaches(id, 'failure');
  expect(task.exit_code).toBe(3);
  expect(task.stderr).toBe('failed with ***\n');
  const lines = (await switchyard.api.logPage(id)).lines.filter(({ stream }) => stream === 'stdout');
  const texts = lines.map(({ text }) => text);
  expect(texts.slice(0, 5)).toEqual(['token ***', '***', '***', '***', '***']);
  expect(texts.slice(5).join('\n')).toContain('x'.repeat(65530));
  const traces = await tracesOf(id);
  for (const text of [
    '4f1c9d2e',
    'MIIEvQIBADANBgkq',
    'hkiG9w0BAQEFAASC',
    'BEGIN KEY',
    encodeURIComponent('grün'),
  ]) {
    expect(traces).not.toContain(text);
  }
  expect(traces).not.toContain(Buffer.from(TOKEN).toString('base64').slice(4, -4));
});

test('a program that can’t be started doesn’t tell a secret in its error', async () => {
  const project_id = await projectWith({ TOKEN });
  const { id } = await switchyard.api.submit({ command: `/nowhere/${TOKEN}`, project_id });
  const { error_message } = await switchyard.api.reaches(id, 'failure');
  expect(error_message).toContain('/nowhere/***');
});

test('values are never shown; they are set and removed one by one, and stored sealed', async () => {
  const id = await projectWith({ ONE: 'value-one', TWO: 'value-two' });
  expect((await change(id, { secrets: { TWO: null, THREE: 'value-three' } })).body.secrets).toEqual([
    'ONE',
    'THREE',
  ]);
  expect((await change(id, { priority: 7 })).body.secrets).toEqual(['ONE', 'THREE']);
  const read = await switchyard.api.request<Project>('GET', `/projects/${id}`);
  const listed = await switchyard.api.request('GET', '/projects');
  expect(JSON.stringify([read.body, listed.body])).not.toContain('value-');
  expect(read.body.secrets).toEqual(['ONE', 'THREE']);
  const database = await createConnection(connectionOptions(switchyard.stores.databaseUrl));
  onTestFinished(() => database.end());
  const [rows] = await database.query('select * from projects');
  expect(JSON.stringify(rows)).toContain('THREE');
  expect(JSON.stringify(rows)).not.toContain('value-');
  const { id: taskId } = await switchyard.api.submit({
    script: `console.log(process.env.ONE.length, process.env.TWO, process.env.THREE.length, process.env.SWITCHYARD_SECRET_KEY)`,
    project_id: id,
  });
  expect((await switchyard.api.reaches(taskId, 'success')).stdout).toBe('9 undefined 11 undefined\n');
});

test('a task’s own variable wins over a secret of that name', async () => {
  const project_id = await projectWith({ NAME: 'of the project' });
  const { id } = await switchyard.api.submit({
    script: 'console.log(process.env.NAME)',
    project_id,
    env: { NAME: 'of the task' },
  });
  expect((await switchyard.api.reaches(id, 'success')).stdout).toBe('of the task\n');
});

test.each([
  [{ 'not a name': 'long enough' }, 'secrets'],
  [{ SWITCHYARD_TOKEN: 'long enough' }, 'secrets'],
  [{ SHORT: 'abc' }, 'secrets.SHORT'],
  [{ LINES: 'abc\ndef\n' }, 'secrets.LINES'],
  [{ NUL: 'long\0enough' }, 'secrets.NUL'],
])('%j is refused where it is wrong', async (secrets, path) => {
  const problem = await switchyard.api.problem('PATCH', '/projects/default', { secrets });
  expect(problem.status).toBe(422);
  expect(problem.errors?.[0]?.path).toContain(path);
});

test('a server without a key says so, and a worker without it fails the run before it begins', async () => {
  const project_id = await projectWith({ TOKEN });
  await switchyard.first.stop();
  const keyless = await switchyard.start('api,dispatcher,worker', { SWITCHYARD_SECRET_KEY: '' });
  const problem = await keyless.api.problem('PATCH', `/projects/${project_id}`, {
    secrets: { A: 'value-a' },
  });
  expect(problem).toMatchObject({ status: 422, errors: [{ path: 'secrets' }] });
  expect(problem.detail).toContain('SWITCHYARD_SECRET_KEY');
  const { id } = await keyless.api.submit({ script: '', project_id });
  const task = await keyless.api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'ConfigurationError', retry_count: 0 });
  expect(task.advice).toContain('SWITCHYARD_SECRET_KEY');
});
