import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCircle, partOf, readSources, readTable } from './sourceFiles.ts';

/** What a part may use while it runs, and of what it may only name types. Everything else is forbidden. */
interface Rule {
  uses: string[];
  types?: string[];
}

const plumbing = ['server/errors.ts', 'server/version.ts'];
const plumbingTypes = ['server/logger.ts', 'server/shutdown.ts'];

const rules: Record<string, Rule> = {
  shared: { uses: ['zod'] },
  'server/http': {
    uses: [
      ...['node', 'zod', 'hono', '@hono/node-server', '@hono/zod-openapi', 'ws'],
      ...[
        'shared',
        'server/tasks',
        'server/confirmations',
        'server/statistics',
        'server/deadLetters',
        'server/access',
        'server/operations',
        'server/processes',
        'server/schedules',
        'server/events',
        'server/logs',
        'server/redis',
        ...plumbing,
      ],
    ],
    types: ['ioredis', 'prom-client', 'server/store', 'server/services.ts', ...plumbingTypes],
  },
  // Neither HTTP nor a queue: use cases can be called from anywhere.
  'server/tasks': {
    uses: [
      ...['node', 'shared', 'server/store', 'server/statistics', 'server/processes', 'server/secrets'],
      ...plumbing,
    ],
    types: ['mysql2', ...plumbingTypes],
  },
  // Below the use cases, which count in their own transactions.
  'server/secrets': { uses: ['node'] },
  'server/statistics': { uses: ['node', 'shared', 'server/store', ...plumbing], types: plumbingTypes },
  'server/confirmations': {
    uses: ['node', 'shared', 'server/store', 'server/tasks', ...plumbing],
    types: ['server/executors', ...plumbingTypes],
  },
  'server/deadLetters': { uses: ['shared', 'server/store', 'server/tasks', ...plumbing] },
  'server/access': {
    uses: ['node', 'shared', 'server/store', 'server/tasks', 'server/redis', ...plumbing],
    types: ['ioredis', ...plumbingTypes],
  },
  'server/operations': {
    uses: ['node', 'shared', 'server/store', 'server/tasks', 'server/processes', ...plumbing],
    types: plumbingTypes,
  },
  'server/schedules': {
    uses: [
      ...['croner', 'shared', 'server/store', 'server/tasks', 'server/events', 'server/redis'],
      ...['@mikro-orm/mysql', ...plumbing],
    ],
    types: ['server/services.ts', ...plumbingTypes],
  },
  'server/maintenance': {
    uses: ['node', 'zod', 'shared', 'server/store', ...plumbing],
    types: ['server/executors', 'server/logs', ...plumbingTypes],
  },
  'server/queue': {
    uses: [
      ...['node', 'bullmq', 'shared', 'server/store', 'server/tasks', 'server/events', 'server/redis'],
      ...['server/confirmations', 'server/logs', 'server/processes', ...plumbing],
    ],
    types: ['ioredis', 'server/services.ts', ...plumbingTypes],
  },
  'server/worker': {
    uses: [
      ...['node', 'bullmq', 'shared', 'server/tasks', 'server/executors', 'server/queue', 'server/processes'],
      ...['server/confirmations', 'server/logs', 'server/events', 'server/redis', ...plumbing],
    ],
    types: ['ioredis', 'server/store', 'server/services.ts', 'server/config.ts', ...plumbingTypes],
  },
  // An executor gets what it needs handed in: it never reaches for the store.
  'server/executors': {
    uses: ['node', 'zod', 'shared', 'server/logs', 'server/processes', 'server/tasks', ...plumbing],
    types: ['server/store', ...plumbingTypes],
  },
  'server/events': {
    uses: ['node', 'shared', 'server/store', 'server/redis', ...plumbing],
    types: ['ioredis', 'server/tasks', ...plumbingTypes],
  },
  'server/logs': {
    uses: ['node', 'shared', 'server/redis', ...plumbing],
    types: ['ioredis', ...plumbingTypes],
  },
  'server/store': {
    uses: [
      ...['node', 'shared', 'mysql2', '@mikro-orm/core', '@mikro-orm/mysql', '@mikro-orm/mariadb'],
      ...['@mikro-orm/migrations', ...plumbing],
    ],
  },
  'server/redis': { uses: ['node', 'ioredis'], types: plumbingTypes },
  'server/processes': { uses: ['node', 'koffi'] },
  'server/monitoring': { uses: ['node', 'prom-client', 'shared'] },
  'server/embedded': { uses: ['node', 'zod', 'server/processes'] },
  'server/supervisor': {
    uses: [
      ...['node', 'zod', 'rotating-file-stream', 'shared', 'server/embedded', 'server/processes'],
      ...plumbing,
    ],
  },
  // A client of the API: of the server it knows how to start it, what is on this machine, and how to back it up.
  'server/cli': {
    uses: [
      ...['node', 'zod', 'commander', 'ws', 'shared', 'server/config.ts', 'server/embedded'],
      ...['server/maintenance', 'server/processes', ...plumbing],
    ],
  },
};

const sources = readSources(['shared', 'server']);
const clients = readSources(['extension', 'webview']);
const inFolder = (path: string) => !/^server\/[^/]+\.ts$/.test(path);

describe('who may import whom', () => {
  test('every folder has its rule', () => {
    const folders = new Set(sources.filter(({ path }) => inFolder(path)).map(({ path }) => partOf(path)));
    expect([...folders].filter((folder) => !(folder in rules))).toEqual([]);
  });

  test.each(Object.entries(rules))('%s imports only what it may', (part, { uses, types = [] }) => {
    const breaches = sources
      .filter(({ path }) => partOf(path) === part)
      .flatMap(({ path, imports }) =>
        imports
          .map(({ target, typeOnly }) => ({ to: partOf(target), typeOnly }))
          .filter(
            ({ to, typeOnly }) => to !== part && !uses.includes(to) && !(typeOnly && types.includes(to)),
          )
          .map(({ to, typeOnly }) => `${path} imports ${typeOnly ? 'types of ' : ''}${to}`),
      );
    expect(breaches).toEqual([]);
  });

  test('docs/architecture.md says the same', () => {
    const short = (names: string[], all: string[], name: string) => [
      ...names.filter((each) => !all.includes(each)),
      ...(all.every((each) => names.includes(each)) ? [name] : []),
    ];
    const rows = readTable('docs/architecture.md', 'Who may import whom');
    const said = rows.map(([folder = [], uses = [], types = []]) => [folder, uses.sort(), types.sort()]);
    const ruled = Object.entries(rules).map(([folder, { uses, types = [] }]) => [
      [folder],
      short(uses, plumbing, 'plumbing').sort(),
      short(types, plumbingTypes, 'plumbing types').sort(),
    ]);
    expect(said).toEqual(ruled);
  });

  test('nothing imports a test', () => {
    const breaches = sources.filter(({ imports }) =>
      imports.some(({ target }) => /^test\b|vitest/.test(target)),
    );
    expect(breaches.map(({ path }) => path)).toEqual([]);
  });
});

describe('how processes are started', () => {
  /** What starts or finds processes in a way of its own, and whoever may use it for one that is no run's. */
  const exceptions: Record<string, string[]> = {
    'node:child_process': ['server/worker/guard.ts'],
    'processes/runCommand.ts': ['server/executors/claude/checkClaude.ts'],
    'processes/usualStart.ts': [],
    'processes/nativeStart.ts': [],
    koffi: [],
  };

  test.each(Object.entries(exceptions))('no run is started by %s', (way, allowed) => {
    const users = sources
      .filter(({ path }) => ['server/executors', 'server/worker'].includes(partOf(path)))
      .filter(({ text }) => new RegExp(`(from|import\\(|require\\()\\s*'[^']*${way}'`).test(text));
    expect(users.map(({ path }) => path)).toEqual(allowed);
  });
});

describe('nothing imports itself, by any way round', () => {
  test('files', () => {
    const edges = new Map(
      [...sources, ...clients].map(({ path, imports }) => [
        path,
        new Set(imports.map(({ target }) => target)),
      ]),
    );
    expect(findCircle(edges)).toBeUndefined();
  });

  test('folders', () => {
    const edges = new Map<string, Set<string>>();
    for (const { path, imports } of sources) {
      const part = partOf(path);
      const targets = edges.get(part) ?? new Set<string>();
      for (const { target } of imports) if (partOf(target) !== part) targets.add(partOf(target));
      edges.set(part, targets);
    }
    expect(findCircle(edges)).toBeUndefined();
  });
});

describe('how files look', () => {
  const paths = (breaks: (source: (typeof sources)[number]) => boolean) =>
    sources.filter(breaks).map(({ path }) => path);

  test('no default exports', () => {
    expect(paths(({ text }) => /^export\s+default\b|\bas\s+default\b/m.test(text))).toEqual([]);
  });

  test('no barrels, and no names that say nothing', () => {
    const empty = /^(index|utils?|helpers?|common|misc)\b/i;
    expect(paths(({ path }) => path.split('/').some((part) => empty.test(part)))).toEqual([]);
  });

  test('names in camelCase, with an entity’s or a test’s ending where it is one', () => {
    expect(paths(({ path }) => !/^[a-z][a-zA-Z0-9]*(\.entity)?\.ts$/.test(basename(path)))).toEqual([]);
  });

  test('every import of a file says its ending', () => {
    expect(
      paths(({ imports }) =>
        imports.some(({ target }) => /^(server|shared)\//.test(target) && !/\.(ts|json)$/.test(target)),
      ),
    ).toEqual([]);
  });
});
