import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { claudeContextSchema } from '../../../shared/claudeContext.ts';
import { t } from '../../../shared/l10n.ts';
import { serverSentences } from '../../../shared/serverSentences.ts';
import { taskFileSchema } from '../../../shared/taskFile.ts';
import { readSources } from '../sourceFiles.ts';

const json = (path: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
const english = json('package.nls.json');
const chinese = json('package.nls.zh-cn.json');
const bundle = json('l10n/bundle.l10n.zh-cn.json');

const inSources = readSources(['extension', 'shared', 'webview']).flatMap(({ text }) =>
  [...text.matchAll(/(?<![\w.])t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g)].map(
    ([, single, double, other]) => (single ?? double ?? other ?? '').replace(/\\(.)/g, '$1'),
  ),
);
/** What the hovers of task files tell of the fields. */
const ofFields = [taskFileSchema, claudeContextSchema].flatMap((schema) =>
  [
    ...JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })).matchAll(
      /"description":("(?:[^"\\]|\\.)*")/g,
    ),
  ].map(([, text]): string => JSON.parse(text ?? '""')),
);
const messages = new Set([...inSources, ...ofFields, ...serverSentences]);
const holes = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([hole]) => hole).sort();
const links = (text: string) => [...text.matchAll(/\]\(([^)]+)\)|\*\*/g)].map(([, link]) => link).sort();

describe('the words in Chinese', () => {
  test('are there for every message of the source, and for no other', () => {
    expect(messages.size).toBeGreaterThan(100);
    expect([...messages].filter((message) => !bundle[message])).toEqual([]);
    expect(Object.keys(bundle).filter((message) => !messages.has(message))).toEqual([]);
  });

  test('have the same places for values', () => {
    for (const [message, translated] of Object.entries(bundle))
      expect(holes(translated), message).toEqual(holes(message));
  });

  test('are there for every text of the manifest, with the same links', () => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english))
      expect(links(chinese[key] ?? ''), key).toEqual(links(text));
  });
});

test('the manifest says nothing that can’t be said in another language', () => {
  const used = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
  expect([...new Set(used)].sort()).toEqual(Object.keys(english).sort());
  const plain = [
    ...manifest.matchAll(/"(title|name|contents|description|markdownDescription)": "([^%"][^"]*)"/g),
  ];
  const ours = ['switchyard', 'Switchyard'];
  expect(plain.map(([, , text]) => text ?? '').filter((text) => !ours.includes(text))).toEqual([]);
});

test('a message without a translation is said in English, with its values', () => {
  expect(t('{0} of {1} failed. {2}', 1, 2, 'No.')).toBe('1 of 2 failed. No.');
  expect(existsSync(new URL('../../../l10n', import.meta.url))).toBe(true);
});
