import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startupFailures } from '../../../../../server/executors/claude/startupFailures.ts';
import { meaningOf, terminalReasons } from '../../../../../server/executors/claude/terminalReasons.ts';
import { agentSdk } from '../../../../support/agentSdk.ts';

const SDK_WAIT_MS = 120_000;

/** The members of a union of texts in the SDK's types. */
async function unionOf(name: string): Promise<string[]> {
  const types = await readFile(join(await agentSdk(), 'sdk.d.ts'), 'utf8');
  const declared = new RegExp(`type ${name} = ([^;]+);`).exec(types)?.[1] ?? '';
  return [...declared.matchAll(/'([^']+)'/g)].map(([, member]) => member ?? '');
}

test('each reason why the CLI ends its turns has a row, and there is no row for one that it doesn’t know', {
  timeout: SDK_WAIT_MS,
}, async () => {
  const known = await unionOf('TerminalReason');
  expect(known.filter((reason) => reason !== 'completed').toSorted()).toEqual(
    Object.keys(terminalReasons).toSorted(),
  );
});

test('each reason why the CLI refuses to start has its advice', { timeout: SDK_WAIT_MS }, async () => {
  expect((await unionOf('SDKStartupFailureReason')).toSorted()).toEqual(
    Object.keys(startupFailures).toSorted(),
  );
});

test('only completed is no failure, and so is the nothing of a CLI that knows no reasons', () => {
  for (const success of ['completed', null, undefined]) expect(meaningOf(success)).toBeUndefined();
});

test('a reason that nobody knows is a failure that names it', () => {
  expect(meaningOf('sunspots')).toMatchObject({
    errorClass: 'TemporaryFailure',
    advice: expect.stringContaining('“sunspots”'),
  });
});
