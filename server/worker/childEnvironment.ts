/** The environment of what a run executes: a short list, and never the server's own secrets. */

const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TERM', 'TMPDIR'];
/** npm puts its own folders before the PATH of what it runs; a task shall find the programs of its machine. */
const NPM_FOLDERS = /\/node_modules\/\.bin$|\/node-gyp-bin$/;

/** Where the server itself was started by a Claude session, its variables are that session's, but for these. */
const OF_NO_SESSION = ['CLAUDE_CODE_OAUTH_TOKEN', 'CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX'];

/** @param passed what else is passed on: names, and how names of the task's kind begin. */
export function childEnvironment(
  server: NodeJS.ProcessEnv,
  passed: { names: readonly string[]; prefixes: readonly string[] },
  taskEnv: Readonly<Record<string, string>>,
  marks: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = {};
  const isInSession = server.CLAUDECODE !== undefined;
  for (const [name, value] of Object.entries(server)) {
    const listed = PASSED_ON.includes(name) || passed.names.includes(name);
    const ofSession = isInSession && name.startsWith('CLAUDE_CODE_') && !OF_NO_SESSION.includes(name);
    const begins = ['LC_', ...passed.prefixes].some((prefix) => name.startsWith(prefix)) && !ofSession;
    if ((listed || begins) && value !== undefined) env[name] = value;
  }
  if (env.PATH !== undefined && server.npm_lifecycle_event !== undefined) env.PATH = withoutNpm(env.PATH);
  return { ...env, ...taskEnv, ...marks };
}

function withoutNpm(path: string): string {
  return path
    .split(':')
    .filter((folder) => !NPM_FOLDERS.test(folder))
    .join(':');
}
