/**
 * A run writes by what it knows of its task's row, and the row's version tells whether that still holds. So whoever
 * changes what a change is decided on has to raise the version. This finds writers that nobody has thought about.
 */
import { expect, test } from 'vitest';
import { readSources } from '../../sourceFiles.ts';

const sources = readSources(['server']).filter(({ path }) => !path.startsWith('server/store/migrations/'));

/** Files whose text has a statement, or a call, that writes to the table. */
function writersOf(table: string, entity: string): string[] {
  const patterns = [
    // update tasks …, insert into tasks …, delete from tasks …
    new RegExp(`\\b(update|into|delete from|truncate)\\s+\`?${table}\\b`, 'i'),
    // update … join tasks t … set … t.status = …
    new RegExp(
      `\\bupdate\\s+(?!${table})[^';]*?\\bjoin\\s+${table}\\s+(\\w+)[^';]*?\\bset\\b[^';]*?\\b\\1\\.\\w+ =`,
      'i',
    ),
    // insertRows('tasks', …), { table: 'tasks', … }
    new RegExp(`(\\w\\(|\\btable: )\\s*'${table}'`),
    // entities.nativeUpdate(TaskEntity, …), or what was found is changed and flushed.
    new RegExp(`\\b${entity}\\b[^]*\\bentities(\\(\\))?\\.(flush|commit)\\(`),
    new RegExp(`\\b(nativeUpdate|nativeDelete|insert|upsert|persist|assign|remove)\\(\\s*${entity}\\b`),
  ];
  return sources.filter(({ text }) => patterns.some((pattern) => pattern.test(text))).map(({ path }) => path);
}

test('whoever writes to tasks raises their version, or writes what no change is decided on', () => {
  expect(writersOf('tasks', 'TaskEntity').sort()).toEqual(
    [
      // With a version for each event.
      'server/tasks/transitionBatch.ts',
      // Into the transaction of a change that raises it.
      'server/tasks/failRun.ts',
      // Rows that nobody knows yet.
      'server/tasks/submitTask.ts',
      // `progress`, which nothing is decided on.
      'server/tasks/storeProgress.ts',
      // `waiting_for`, and `ready_at` of tasks that had none: they were never admitted.
      'server/tasks/releaseDependents.ts',
      // Then there is no row of any version.
      'server/maintenance/cleanupExpiredTasks.ts',
      'server/maintenance/restoreBackup.ts',
    ].sort(),
  );
});

test('whoever opens or closes a question raises its task’s version', () => {
  expect(writersOf('confirmations', 'ConfirmationEntity').sort()).toEqual(
    [
      // With an event, which is a version of the task.
      'server/confirmations/answerConfirmation.ts',
      'server/confirmations/askedQuestion.ts',
      'server/confirmations/closeConfirmation.ts',
      'server/confirmations/openConfirmation.ts',
      'server/confirmations/overruleAnswer.ts',
      'server/tasks/changeQuestions.ts',
      // They leave open what is open, and closed what is closed.
      'server/confirmations/alertUndelivered.ts',
      'server/confirmations/deliverAnswers.ts',
      'server/confirmations/forgetSecrets.ts',
      // It reads.
      'server/confirmations/listConfirmations.ts',
      // With its task.
      'server/maintenance/cleanupExpiredTasks.ts',
    ].sort(),
  );
});
