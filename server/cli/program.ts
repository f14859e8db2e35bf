import { Command } from 'commander';
import { DEFAULT_URL } from '#shared/serverUrl.ts';
import { VERSION } from '../version.ts';
import { addAccount } from './commands/account.ts';
import { addAnswer } from './commands/answer.ts';
import { addBackup } from './commands/backup.ts';
import { addCancel } from './commands/cancel.ts';
import { addDoctor } from './commands/doctor.ts';
import { addList } from './commands/list.ts';
import { addLogs } from './commands/logs.ts';
import { addPause } from './commands/pause.ts';
import { addRestore } from './commands/restore.ts';
import { addResume } from './commands/resume.ts';
import { addRetry } from './commands/retry.ts';
import { addSchedule } from './commands/schedule.ts';
import { addShow } from './commands/show.ts';
import { addStart } from './commands/start.ts';
import { addSubmit } from './commands/submit.ts';
import { addToken } from './commands/token.ts';
import { addUser } from './commands/user.ts';

/** All verbs. The program throws a CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command('switchyard')
    .description('The task queue that a team shares, from the command line.')
    .version(VERSION)
    .usage('<verb> [options]   (called as: npm run -s switchyard -- <verb> [options])')
    // What comes after a verb is the verb's, also when it looks like an option of ours.
    .enablePositionalOptions()
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Environment:
  SWITCHYARD_URL    the server (default ${DEFAULT_URL})
  SWITCHYARD_TOKEN  who you are: swy_…, printed by the first "npm start"
  NO_COLOR          set it for output without colours

Exit codes: 0 done; 1 failed; 2 wrong command line. "submit --follow" ends with the task's own.`,
    );
  const verbs = [
    addStart,
    addSubmit,
    addList,
    addShow,
    addLogs,
    addCancel,
    addRetry,
    addPause,
    addResume,
    addAnswer,
    addSchedule,
    addAccount,
    addUser,
    addToken,
    addBackup,
    addRestore,
    addDoctor,
  ];
  for (const add of verbs) add(program);
  return program;
}
