/** The environment of what a run executes: a short list, and never the server's own secrets. */

const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TERM', 'TMPDIR'];
/** npm puts its own folders before the PATH of what it runs; a task shall find the programs of its machine. */
const NPM_FOLDERS = /\/node_modules\/\.bin$|\/node-gyp-bin$/;

export function childEnvironment(
  server: NodeJS.ProcessEnv,
  passedNames: readonly string[],
  taskEnv: Readonly<Record<string, string>>,
  marks: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(server)) {
    const passed = PASSED_ON.includes(name) || name.startsWith('LC_') || passedNames.includes(name);
    if (passed && value !== undefined) env[name] = value;
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
