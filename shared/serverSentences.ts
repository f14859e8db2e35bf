/**
 * What the server says to people, as the editor translates it: each sentence as it is in the server's source, with
 * `{0}` in place of each value. The server speaks English alone, since what it says is stored with the task and read
 * by everybody. One that isn't listed here is shown as it comes.
 */

/** Why a task waits. */
const waits = [
  'is next: waits for a slot',
  'waits for a free slot',
  'waits for its time',
  'waits before it is tried again',
  'waits for {0}',
  'waits for its schedule’s previous task to end: {0}',
  'did not succeed: {0}',
  'no worker is connected',
  'the queue {0} is paused',
  'the queue {0} may run {1} at once',
  'the project {0} may run {1} at once',
  'the user {0} may run {1} at once',
  'the installation may run {0} at once',
  '{0} may start {1} {2} tasks a minute',
  '{0} is held by {1} ({2})',
];

/** Why a run failed. */
const failures = [
  'the command exited with code {0}',
  'the command was ended by {0}',
  'program not found: {0} (looked in {1})',
  '{0} is not executable',
  '{0} is a text without a first line that names its interpreter, such as #!/bin/sh',
  '{0} is a folder, not a program',
  '{0} could not be started: {1}',
  'the working folder {0} is not there',
  'the working folder {0} is really {1}, outside the project’s folders',
  'the worker’s machine has no terminal for it: {0}',
  'the worker that ran this was lost',
  'the worker was stopped or cut off while it ran this',
  'the run is no longer this worker’s',
  'the secrets of the project can’t be read on this worker',
  'ran longer than its timeout of {0} s',
  'nobody answered its question within {0} s',
  'its processes used {0} bytes of memory; the limit is {1}',
  'its processes used more than {0} % of a core for {1} s, {2} % at the end',
  'it neither wrote anything nor used the CPU for {0} s',
  'Claude ended without a result {0}',
  'Claude ended with {0}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dollars before a place for a value.
  'the budget of ${0} is spent: ${1} over all runs',
  'the session {0} is in use by the run of another task',
  'the task’s context is not what this version of Switchyard takes: {0}',
  'Switchyard failed while it ran the task: {0}',
  '{0} hung and was ended: {1}',
  'there is no maintenance action {0}',
  'the options in the task’s context are wrong: {0}',
];

/** What to do about it. */
const advice = [
  'Look at the end of the log for what it says. Set max_retries to 0 if trying again can’t help.',
  'Something killed it, often the system for want of memory: look at max_memory and at the end of the log.',
  'Something outside Switchyard ended it: look at the end of the log.',
  'Install the program on the worker’s machine, or give its path. No shell reads the command: for pipes and variables submit `sh` with the arguments `-c` and the line.',
  'Make it so: chmod +x {0}',
  'Add that line, or submit the interpreter as the command and the file as its argument.',
  'Submit the path of a program.',
  'Create the folder on the worker’s machine, or submit the task with another working_dir.',
  'Submit the task with a folder of the project, or have an administrator add this one.',
  'The project’s rules changed since the task was submitted; ask an administrator of the project.',
  'Arguments and environment are too long for the system: pass the data in a file.',
  'The worker’s machine may be short of processes or memory; the task is tried again.',
  'Terminals need Linux on x64 or arm64, util-linux, and the optional packages of npm: run `npm ci` without --omit=optional. Or submit the task without pty.',
  'Nothing to do: the task runs again by itself while retries are left.',
  'Nothing to do: the task is tried again until the session is free, and no retry is counted.',
  'Nothing to do: the task goes on at {0}, when the limit is reset.',
  'Start every process with the SWITCHYARD_SECRET_KEY that the secrets were set with, or set them again.',
  'Submit it again with a longer timeout, or look at the log for where it hangs.',
  'Try it again and answer in time, or submit it with a longer confirmation_timeout.',
  'Submit it with a higher limits.memory_bytes, or have it do less at once.',
  'Submit it with a higher limits.cpu_percent, or have it use fewer threads.',
  'Look at the end of the log for what it waits for: often an answer (submit it with pty: true) or a network.',
  'Submit the task without session_id, or on the host and in the folder where that conversation lies.',
  'Raise max_turns and submit the task again with session_id, to go on where it stopped.',
  'Raise max_budget_usd and submit the task again with session_id, to go on where it stopped.',
  'Log the CLI in as the worker’s user (`claude`, then /login), or set ANTHROPIC_API_KEY for the server or in the task’s env. Then retry the task.',
  'The API takes no more requests for now. The task is tried again; fewer at once help.',
  'The API was too slow. The task is tried again and goes on where it was.',
  'The API is overloaded or out of order. The task is tried again and goes on where it was.',
  'The API refuses the request: look at the model’s name and at the length of the conversation.',
  'Look at the worker’s network, proxy and ANTHROPIC_BASE_URL. The task is tried again.',
  'The CLI could not begin: look at what it says, and at its settings on the worker’s machine.',
  'Look at the end of the log. The task is tried again and goes on where it was.',
  'error_patterns[{0}] of the project {1} says what this is: {2}. Look at the end of the log.',
  'Submit the task again.',
  'Look into the worker’s log. The disk may be full, or a store away.',
  'Change the schedule’s task: context.action is one of {0}.',
  'Change the context of the schedule’s task.',
  'It is tried again by itself. If it stays, look into the worker’s log, at its disk and at MySQL.',
];

/** What the server's people should look at. */
const alerts = [
  'Tasks wait, and no worker has been connected for a minute.',
  'More than {0} tasks have been waiting for {1} slots for a minute.',
  '{0} failed for good: {1}: {2}',
  '{0} has been running for {1} s',
  '{0} has been running for {1} s, usually {2} s',
  'The answer to “{0}” ({1}) doesn’t reach the run of {2}. Is its worker overloaded or stopped?',
];

/** What is wrong with an answer to a question. */
const answers = [
  'must be once: this is a {0}',
  'must be once: only a request that is allowed as it is can be remembered',
  'is what the prompt waits for',
  'must be one of {0}',
  'needs an answer: {0}',
  'takes one answer: {0}',
  'is not a question: {0}',
  'nobody answered within {0} s',
];

/** Why a request is refused. */
const refusals = [
  'The token is unknown, expired or revoked.',
  'Only an administrator may do this.',
  'There is no {0} {1}.',
  'There is a task {0} already.',
  'there is no project {0}',
  'there is no task {0}',
  'these tasks wait for each other in a circle: {0}',
  'An id or an idempotency key of the batch is taken already; nothing was submitted.',
  "Task {0} is {1} and can't be {2}.",
  'Task {0} takes one prompt: answer its questions, or submit another task with its session_id.',
  "Task {0} doesn't run in a terminal: submit it with pty: true to type into it.",
  'is {0}: only a failure is redriven',
  'It can’t be allowed: {0}.',
  'A store is away. Nothing was changed; try again in a moment.',
  '{0} is away. Nothing was changed; try again in a moment.',
  'Something went wrong in the server; its log says more.',
  'The body is larger than {0} bytes. Pass large data in a file.',
  '{0} is not among the programs of the project {1}: {2}',
  '{0} may not be set: the project {1} allows only some programs',
  'another task has the ref {0}',
  'another task has the id {0}',
  'another task has the idempotency key {0}',
  'no day of any year matches it',
  'is not a known field',
  'is not a next_cursor of this list',
  'there is no such task',
  'The key {0} was used for another task within the last 24 hours: {1}.',
  'This is the last token of an administrator: make another one first.',
  'A connection may have up to {0} topics.',
  '{0}: its lines can’t be read now.',
  'Events can’t be had now; try again in a moment.',
];

export const serverSentences: readonly string[] = [
  ...waits,
  ...failures,
  ...advice,
  ...alerts,
  ...answers,
  ...refusals,
];
