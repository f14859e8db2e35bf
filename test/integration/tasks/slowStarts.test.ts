import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
import { withoutKoffi } from '../../support/withoutKoffi.ts';
import { runCli } from '../cli/runCli.ts';

test('without the package for native calls commands run all the same, but not in terminals, and administrators are told', async () => {
  const switchyard = await switchyardForTest({ env: withoutKoffi });
  const { api, first, url, token } = switchyard;
  const line = 'echo out; echo err >&2; cat; exit 3';
  const run = await api.submit({ command: 'sh', args: ['-c', line], max_retries: 0 });
  const inTerminal = await api.submit({ command: 'true', pty: true });
  expect(await api.reaches(run.id, 'failure')).toMatchObject({
    stdout: 'out\n',
    stderr: 'err\n',
    exit_code: 3,
  });
  const refused = await api.reaches(inTerminal.id, 'failure');
  expect(refused).toMatchObject({
    error_class: 'ConfigurationError',
    error_message: expect.stringContaining('koffi'),
  });
  const warnings = () =>
    first
      .output()
      .split('\n')
      .filter((each) => each.includes('the slow way'));
  await eventually(() => expect(warnings()).toHaveLength(1));
  expect(warnings()[0]).toContain("Cannot find package 'koffi'");
  const { stdout } = await runCli(['doctor'], {
    SWITCHYARD_URL: url,
    SWITCHYARD_TOKEN: token,
    ...withoutKoffi,
  });
  expect(stdout).toMatch(/^note +Starts +programs are started by fork, .*koffi/m);
});
