import type { Command } from 'commander';
import { readConnection } from '../connection.ts';
import { padToWidth } from '../displayText.ts';
import type { Check, CheckStatus } from '../doctor/check.ts';
import { runChecks } from '../doctor/runChecks.ts';
import { endQuietlyWhenNobodyReads, type Paint, paintFor, print, type Style } from '../terminal.ts';

const NAME_WIDTH = 14;
const looks: Readonly<Record<CheckStatus, { word: string; style: Style }>> = {
  ok: { word: 'ok', style: 'green' },
  wrong: { word: 'WRONG', style: 'red' },
  note: { word: 'note', style: 'yellow' },
  skipped: { word: '-', style: 'dim' },
};
const INDENT = ' '.repeat(7);

/** `doctor`: looks at everything that has to be right, and says what to do where it isn't. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check this machine and the server, and say what to do where something is wrong')
    .option('--json', 'print {ok, checks: [{name, status, detail, advice?}]}')
    .action(doctor);
}

async function doctor(options: { json?: true }): Promise<void> {
  endQuietlyWhenNobodyReads();
  const checks = await runChecks(readConnection(process.env), process.env, process.cwd());
  const wrong = checks.filter(({ status }) => status === 'wrong').length;
  if (wrong > 0) process.exitCode = 1;
  if (options.json) return print(JSON.stringify({ ok: wrong === 0, checks }));
  const paint = paintFor(process.stdout);
  for (const check of checks) print(checkLines(check, paint).join('\n'));
  print('');
  print(wrong === 0 ? paint('green', 'All is well.') : paint('red', `${wrong} to mend: see WRONG above.`));
}

function checkLines({ name, status, detail, advice }: Check, paint: Paint): string[] {
  const { word, style } = looks[status];
  const head = `${paint(style, padToWidth(word, INDENT.length))}${padToWidth(name, NAME_WIDTH)} ${detail}`;
  return [
    head,
    ...(advice ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => `${INDENT}-> ${line}`),
  ];
}
