/** Bundles the extension into files: what VS Code loads at once, what only task files need, and the page. */
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/** Zod brings its messages in fifty languages, half of the bundle; ours are English. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
      loader: 'js',
    }));
  },
};

/** Stays out of the bundle that everybody loads. */
const clientApart: Plugin = {
  name: 'client-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/client\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './languageClient.cjs', external: true } : undefined,
    );
  },
};

const forNode = {
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  bundle: true,
  minify: true,
  sourcemap: true,
  platform: 'node',
  // The Node of VS Code 1.100, the oldest that package.json names.
  target: 'node20',
  format: 'cjs',
  // VS Code gives out its own module to `require` alone.
  supported: { 'dynamic-import': false },
  // The last two are native and optional parts of ws, which does without.
  external: ['vscode', 'bufferutil', 'utf-8-validate'],
  plugins: [englishOnly, clientApart],
  logLevel: 'warning',
} satisfies BuildOptions;

const forPage = {
  absWorkingDir: forNode.absWorkingDir,
  bundle: true,
  minify: true,
  sourcemap: true,
  platform: 'browser',
  target: 'chrome132',
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  plugins: [englishOnly],
  logLevel: 'warning',
} satisfies BuildOptions;

await Promise.all([
  build({ ...forPage, entryPoints: { dashboard: 'webview/main.tsx' }, outdir: 'dist' }),
  build({ ...forNode, entryPoints: ['extension/main.ts'], outfile: 'dist/extension.cjs' }),
  build({ ...forNode, entryPoints: ['extension/language/client.ts'], outfile: 'dist/languageClient.cjs' }),
  build({
    ...forNode,
    entryPoints: ['extension/language/server/main.ts'],
    outfile: 'dist/languageServer.cjs',
  }),
]);
