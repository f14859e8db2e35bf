import { type Command, InvalidArgumentError } from 'commander';
import type { NewUserInput, User, UserChange } from '#shared/user.ts';
import { oneLine } from '../displayText.ts';
import { formatTime } from '../formatQuantity.ts';
import { openClient } from '../openClient.ts';
import { plainTable } from '../plainTable.ts';
import { paintFor, print } from '../terminal.ts';

interface UserOptions {
  name?: string;
  admin?: boolean;
  maxRunning?: number | 'none';
  json?: true;
}

/** `user`: who may use the server. */
export function addUser(program: Command): void {
  const user = program.command('user').description('list, add, change and remove users');
  user
    .command('list', { isDefault: true })
    .description('list users')
    .option('--json', 'print the list as JSON')
    .action(list);
  for (const verb of ['add', 'change'] as const) {
    user
      .command(verb)
      .description(verb === 'add' ? 'add a user; give a token with “token add”' : 'change a user')
      .argument('<id>', 'a–z, 0–9, ., _, @ and -')
      .option('--name <text>', 'what people call the user')
      .option('--admin', 'may manage users, tokens and projects')
      .option('--no-admin', 'may not')
      .option('--max-running <n>', 'runs at once; “none” for no limit', parseLimit)
      .option('--json', 'print the user as JSON')
      .action((id: string, options: UserOptions) => save(verb, id, options));
  }
  user
    .command('remove')
    .description('remove a user and revoke the user’s tokens; tasks stay')
    .argument('<id>', 'the user’s id')
    .option('--json', 'print {id}')
    .action(async (id: string, { json }: { json?: true }) => {
      await openClient().deleteUser(id);
      print(json ? JSON.stringify({ id }) : `User ${id} is removed.`);
    });
}

async function list({ json }: { json?: true }): Promise<void> {
  const answer = await openClient().listUsers();
  if (json) return print(answer.text);
  const rows = answer
    .read()
    .items.map((each) => [
      each.id,
      oneLine(each.name),
      each.admin ? 'admin' : '-',
      each.max_running === null ? '-' : String(each.max_running),
      formatTime(each.created_at),
    ]);
  print(
    plainTable(['ID', 'NAME', 'RIGHTS', 'RUNS AT ONCE', 'SINCE'], rows, paintFor(process.stdout)).join('\n'),
  );
}

async function save(verb: 'add' | 'change', id: string, options: UserOptions): Promise<void> {
  const fields: UserChange = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.admin === undefined ? {} : { admin: options.admin }),
    ...(options.maxRunning === undefined
      ? {}
      : { max_running: options.maxRunning === 'none' ? null : options.maxRunning }),
  };
  const made: NewUserInput = { id, ...fields };
  const answer = await (verb === 'add' ? openClient().createUser(made) : openClient().changeUser(id, fields));
  if (options.json) return print(answer.text);
  const { admin }: User = answer.read();
  print(`User ${id} is ${verb === 'add' ? 'added' : 'changed'}${admin ? ', an administrator' : ''}.`);
}

/** Not null for none: to commander that is no value at all. */
function parseLimit(text: string): number | 'none' {
  if (text === 'none') return text;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number, or none.');
}
