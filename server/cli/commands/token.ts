import type { Command } from 'commander';
import { oneLine } from '../displayText.ts';
import { formatTime } from '../formatQuantity.ts';
import { openClient } from '../openClient.ts';
import { parseSeconds } from '../parseOptions.ts';
import { plainTable } from '../plainTable.ts';
import { note, paintFor, print } from '../terminal.ts';

/** `token`: what people and programs show to be let in. */
export function addToken(program: Command): void {
  const token = program.command('token').description('list, add and revoke tokens');
  token
    .command('list', { isDefault: true })
    .description('list tokens that may be used; never the tokens themselves')
    .option('--user <id>', 'only of that user; “me” for your own')
    .option('--json', 'print the list as JSON')
    .action(list);
  token
    .command('add')
    .description('make a token; it is shown this once')
    .argument('<name>', 'what it is for')
    .option('--user <id>', 'whose it is (default: yours)')
    .option('--expires <time>', 'after how long it ends, such as 12h or 90d (default: never)', parseSeconds)
    .option('--json', 'print the token as JSON')
    .action(add);
  token
    .command('revoke')
    .description('revoke a token at once')
    .argument('<id>', 'its id, as “token list” shows it')
    .option('--json', 'print {id}')
    .action(async (id: string, { json }: { json?: true }) => {
      await openClient().revokeToken(id);
      print(json ? JSON.stringify({ id }) : `Token ${id} is revoked.`);
    });
}

async function list({ user, json }: { user?: string; json?: true }): Promise<void> {
  const query = new URLSearchParams({ limit: '500', ...(user === undefined ? {} : { user_id: user }) });
  const answer = await openClient().listTokens(query);
  if (json) return print(answer.text);
  const rows = answer
    .read()
    .items.map((each) => [
      each.id,
      each.user_id,
      oneLine(each.name),
      formatTime(each.created_at),
      each.expires_at === null ? 'never' : formatTime(each.expires_at),
    ]);
  print(plainTable(['ID', 'USER', 'NAME', 'SINCE', 'ENDS'], rows, paintFor(process.stdout)).join('\n'));
}

async function add(
  name: string,
  { user, expires, json }: { user?: string; expires?: number; json?: true },
): Promise<void> {
  const answer = await openClient().createToken({
    name,
    ...(user === undefined ? {} : { user_id: user }),
    ...(expires === undefined ? {} : { expires_at: new Date(Date.now() + expires * 1000).toISOString() }),
  });
  if (json) return print(answer.text);
  note('Keep it: it is not shown again.');
  print(answer.read().token);
}
