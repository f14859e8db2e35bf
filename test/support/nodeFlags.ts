/** The flags that `npm start` gives to Node, and the supervisor to its children: what is measured is what runs. */
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string };
};

export const NODE_FLAGS: readonly string[] = manifest.scripts.start.match(/--\S+/g) ?? [];
