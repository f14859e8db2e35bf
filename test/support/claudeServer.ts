/** A server whose Claude runs are real, and talk to a fake API: nobody's credentials, nobody's settings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Task } from '../../shared/task.ts';
import type { TaskDefinitionInput } from '../../shared/taskDefinition.ts';
import { claudeCli } from './claudeCli.ts';
import { claudeEnvironment } from './claudeEnvironment.ts';
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
    ...claudeEnvironment({ program, api: fake.url, scratch }),
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
