/** A server whose Claude runs are real, and talk to a fake API: nobody's credentials, nobody's settings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Task } from '../../shared/task.ts';
import type { TaskDefinitionInput } from '../../shared/taskDefinition.ts';
import { claudeCli } from './claudeCli.ts';
import { type FakeMessagesApi, startFakeMessagesApi } from './fakeMessagesApi.ts';
import { type Switchyard, type SwitchyardOptions, startSwitchyard } from './startSwitchyard.ts';

export interface ClaudeServer extends Switchyard {
  fake: FakeMessagesApi;
  /** Submits a prompt, with a working folder of its own. */
  ask(prompt: string, more?: Partial<TaskDefinitionInput>, context?: object): Promise<Task>;
}

/** @param options its environment may override the one for Claude. */
export async function startClaudeServer(options: SwitchyardOptions = {}): Promise<ClaudeServer> {
  const program = await claudeCli();
  const fake = await startFakeMessagesApi();
  const scratch = mkdtempSync(join(tmpdir(), 'switchyard-claude-'));
  const env = {
    SWITCHYARD_CLAUDE_BIN: program,
    SWITCHYARD_CHILD_ENV: 'DISABLE_TELEMETRY',
    DISABLE_TELEMETRY: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_TMPDIR: scratch,
    // One repetition by the CLI itself, so that failures come soon.
    CLAUDE_CODE_MAX_RETRIES: '1',
    ANTHROPIC_BASE_URL: fake.url,
    ANTHROPIC_API_KEY: 'dummy',
    ...options.env,
  };
  const switchyard = await startSwitchyard({ ...options, env });
  await switchyard.api.request('PATCH', '/limits', { claude_per_minute: 1000 });
  return {
    ...switchyard,
    fake,
    ask: (prompt, more = {}, context = {}) =>
      switchyard.api.submit({
        kind: 'claude',
        working_dir: mkdtempSync(join(scratch, 'work-')),
        ...more,
        context: { prompt, ...context },
      }),
    async stop() {
      await switchyard.stop();
      await fake.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
