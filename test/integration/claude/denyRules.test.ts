import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Task } from '../../../shared/task.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';
import { answer, confirmationsOf, moves, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer({ env: { SWITCHYARD_SLOTS: '6' } });
  const careful = { id: 'careful', folders: ['/'], programs: ['*'], deny: [{ tool: 'Bash', program: 'rm' }] };
  await server.api.request('POST', '/projects', careful);
});
afterAll(() => server.stop());

const command = (line: string) => `SCENARIO:bash:${encodeURIComponent(line)}`;
const because = 'denied by a rule of the project careful: Bash rm';

/** Where a person or a repository may have told the CLI that `rm` needs no question. */
interface Place {
  /** Of the repository, of its user there alone, and of the user everywhere. */
  shared?: object;
  local?: object;
  user?: object;
  env?: Record<string, string>;
  context?: object;
}
const allowing = { permissions: { allow: ['Bash(rm:*)'] } };
const places: Record<string, Place> = {
  'the settings of a trusted repository': { shared: allowing },
  'settings of a repository that are its user’s own': { local: allowing },
  'the user’s settings': { user: allowing },
  'settings that switch hooks off': { shared: { ...allowing, disableAllHooks: true } },
  'settings that choose the bare mode': { user: { ...allowing, env: { CLAUDE_CODE_SIMPLE: '1' } } },
  'a variable that chooses the bare mode': { user: allowing, env: { CLAUDE_CODE_SIMPLE: '1' } },
  allowed_tools: { context: { allowed_tools: ['Bash'] } },
  acceptEdits: { context: { permission_mode: 'acceptEdits' } },
};

/** A repository with these settings, one file beside them, and a user who trusts it. */
function repository({ shared, local, user, env }: Place) {
  const working_dir = mkdtempSync(join(server.folder, 'repository-'));
  const home = mkdtempSync(join(server.folder, 'user-'));
  const write = (path: string, value: object) => writeFileSync(path, JSON.stringify(value));
  mkdirSync(join(working_dir, '.claude'));
  if (shared) write(join(working_dir, '.claude/settings.json'), shared);
  if (local) write(join(working_dir, '.claude/settings.local.json'), local);
  if (user) write(join(home, 'settings.json'), user);
  write(join(home, '.claude.json'), { projects: { [working_dir]: { hasTrustDialogAccepted: true } } });
  writeFileSync(join(working_dir, 'kept.txt'), '');
  return { working_dir, env: { ...env, CLAUDE_CONFIG_DIR: home } };
}

const isKept = ({ working_dir }: Task) => existsSync(join(working_dir, 'kept.txt'));

for (const [name, place] of Object.entries(places)) {
  test.concurrent(`a rule of the project wins over ${name}`, async () => {
    const where = repository(place);
    const ask = (project_id: string) =>
      server.ask(command('rm kept.txt'), { ...where, project_id }, place.context);
    const { id } = await ask('careful');
    const task = await server.api.reaches(id, 'success');
    expect(isKept(task)).toBe(true);
    expect(task.stdout).toContain(because);
    expect(task.permission_denials).toMatchObject([{ tool_name: 'Bash' }]);
    expect(moves(task)).not.toContain('waiting_confirmation');
    expect(await confirmationsOf(server.api, id)).toMatchObject([
      {
        status: 'denied',
        decision: 'deny',
        reason: because,
        detail: 'rm kept.txt',
        answered_by: 'project careful',
      },
    ]);

    // Without the rule it is what it seems: nobody is asked.
    const free = await server.api.reaches((await ask('default')).id, 'success');
    expect(isKept(free)).toBe(false);
    expect(await confirmationsOf(server.api, free.id)).toEqual([]);
  });
}

test.concurrent('a rule holds wherever in a command the program is, and what it allows is asked', async () => {
  const { id } = await server.ask(command('true && sudo rm -f out.txt'), { project_id: 'careful' });
  expect((await server.api.reaches(id, 'success')).stdout).toContain(because);
  const other = await server.ask(command('touch out.txt'), { project_id: 'careful' });
  const [question] = await openQuestions(server.api, other.id);
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(other.id, 'success');
  expect(existsSync(join(task.working_dir, 'out.txt'))).toBe(true);
});

test.concurrent('where there are rules, a slash command of the repository runs no shell by itself', async () => {
  const ask = (project_id: string) => {
    const { working_dir, env } = repository({ shared: { disableSkillShellExecution: false } });
    mkdirSync(join(working_dir, '.claude/commands'));
    const itself = '---\nallowed-tools: Bash(rm:*)\n---\nSCENARIO:plain:tidied !`rm kept.txt`\n';
    writeFileSync(join(working_dir, '.claude/commands/tidy.md'), itself);
    return server.ask('/tidy', { working_dir, env, project_id });
  };
  const task = await server.api.reaches((await ask('careful')).id, 'success');
  expect([task.stdout, isKept(task)]).toEqual(['Hello from the fake API. tidied\n', true]);
  const free = await server.api.reaches((await ask('default')).id, 'success');
  expect(isKept(free)).toBe(false);
});

test.concurrent('a rule holds for the CLI’s helpers, too', async () => {
  const { working_dir, env } = repository({});
  const prompt = `SCENARIO:helper:${encodeURIComponent('rm kept.txt')}`;
  const more = { working_dir, env, project_id: 'careful' };
  const { id } = await server.ask(prompt, more, { allowed_tools: ['Bash', 'Agent'] });
  const task = await server.api.reaches(id, 'success');
  expect(isKept(task)).toBe(true);
  expect(task.stdout).toContain('The helper said:');
  expect(await confirmationsOf(server.api, id)).toMatchObject([{ status: 'denied', reason: because }]);
});

test.concurrent('a rule that comes while a run is at work holds from its next tool on', async () => {
  await server.api.request('POST', '/projects', { id: 'later', folders: ['/'], programs: ['*'] });
  const { id } = await server.ask('SCENARIO:loop', { project_id: 'later' }, { allowed_tools: ['Bash'] });
  await eventually(async () => expect((await server.api.allLines(id)).length).toBeGreaterThan(3), {
    timeoutMs: 30_000,
  });
  await server.api.request('PATCH', '/projects/later', { deny: [{ tool: 'Bash', program: 'echo' }] });
  await eventually(async () => expect(await confirmationsOf(server.api, id)).not.toEqual([]), {
    timeoutMs: 30_000,
  });
  await server.api.cancel(id);
  await server.api.reaches(id, 'revoked');
  const lines = (await server.api.allLines(id)).map(({ text }) => text);
  const denied = lines.findIndex((text) => text.includes('denied by a rule of the project later: Bash echo'));
  expect(lines.slice(0, denied).join('\n')).toMatch(/└ turn/);
  expect(lines.slice(denied).join('\n')).not.toMatch(/└ turn/);
});
