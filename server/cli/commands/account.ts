import type { Command } from 'commander';
import { accountRow } from '../accountTable.ts';
import { oneLine } from '../displayText.ts';
import { openClient } from '../openClient.ts';
import { plainTable } from '../plainTable.ts';
import { paintFor, print } from '../terminal.ts';

/** `account`: what pays for Claude runs. */
export function addAccount(program: Command): void {
  const account = program.command('account').description('list and rename what pays for Claude runs');
  account
    .command('list', { isDefault: true })
    .description('list accounts, how much of each is used, and why its tasks wait')
    .option('--json', 'print the list as JSON')
    .action(list);
  account
    .command('rename')
    .description('give an account a name')
    .argument('<id>', 'the account’s id, or enough of its beginning')
    .argument('<name>', 'what people call it')
    .option('--json', 'print the account as JSON')
    .action(rename);
}

async function list({ json }: { json?: true }): Promise<void> {
  const answer = await openClient().listAccounts();
  if (json) return print(answer.text);
  const heads = ['ID', 'NAME', 'KIND', 'OWNER', 'USED', 'HELD UNTIL', 'LOGIN ENDS', 'WHY IT WAITS'];
  const { items } = answer.read();
  if (items.length === 0) return print('No run has told of an account yet.');
  print(plainTable(heads, items.map(accountRow), paintFor(process.stdout)).join('\n'));
}

async function rename(start: string, name: string, { json }: { json?: true }): Promise<void> {
  const client = openClient();
  const fitting = (await client.listAccounts()).read().items.filter(({ id }) => id.startsWith(start));
  // One that isn't listed is the server's to refuse.
  const answer = await client.changeAccount(fitting.length === 1 ? (fitting[0]?.id ?? start) : start, {
    name,
  });
  print(json ? answer.text : `Account ${answer.read().id} is called ${oneLine(answer.read().name)}.`);
}
