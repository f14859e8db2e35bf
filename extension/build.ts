/** Bundles the extension into one CommonJS file: what VS Code loads. */
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

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

await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: ['extension/main.ts'],
  outfile: 'dist/extension.cjs',
  bundle: true,
  minify: true,
  sourcemap: true,
  platform: 'node',
  // The Node of VS Code 1.100, the oldest that package.json names.
  target: 'node20',
  format: 'cjs',
  // The last two are native and optional parts of ws, which does without.
  external: ['vscode', 'bufferutil', 'utf-8-validate'],
  plugins: [englishOnly],
  logLevel: 'warning',
});
