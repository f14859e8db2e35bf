import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { startupFailures } from '../../../server/executors/claude/startupFailures.ts';
import { speakFrom } from '../../../shared/l10n.ts';
import { serverSentences } from '../../../shared/serverSentences.ts';
import { inEditorsLanguage } from '../../../shared/serverWords.ts';
import { readSources } from '../sourceFiles.ts';

const speakChinese = () => {
  const file = new URL('../../../l10n/bundle.l10n.zh-cn.json', import.meta.url);
  speakFrom({ language: 'zh-cn', bundle: JSON.parse(readFileSync(file, 'utf8')) });
};
afterEach(() => speakFrom({ language: 'en', bundle: {} }));

/** Strings and templates of the source, those joined with + as one, with `{}` in place of each value. */
const literalsIn = (text: string): string[] => {
  const literal = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|${'`'}(?:[^${'`'}\\]|\\.)*${'`'}`;
  const joined = new RegExp(`(?:${literal})(?:\\s*\\+\\s*(?:${literal}))*`, 'g');
  return [...text.matchAll(joined)].map(([whole]) =>
    [...whole.matchAll(new RegExp(literal, 'g'))]
      .map(([part]) => part.slice(1, -1))
      .join('')
      .replace(/\$\{[^}]*(?:\{[^}]*\}[^}]*)*\}/g, '{}')
      .replace(/\\(.)/g, '$1'),
  );
};
const withoutNumbers = (sentence: string) => sentence.replace(/\{\d+\}/g, '{}');
const sources = readSources(['server', 'shared']).filter(
  ({ path }) =>
    path === 'shared/issueWords.ts' || (path.startsWith('server/') && !path.startsWith('server/cli/')),
);
const said = new Set(sources.flatMap(({ text }) => literalsIn(text)));
const known = new Set(serverSentences.map(withoutNumbers));

describe('the sentences that the editor translates', () => {
  test('are sentences that the server says', () => {
    expect(serverSentences.filter((sentence) => !said.has(withoutNumbers(sentence)))).toEqual([]);
  });

  test('are all advice that a failure comes with', () => {
    const advice = sources.flatMap(({ text }) =>
      [...text.matchAll(/\badvice(?::| =)\s*([^;]*?)(?:,\n|;|\s\})/g)].flatMap(([, value = '']) =>
        literalsIn(value).filter((literal) => literal.includes(' ')),
      ),
    );
    expect(advice.length).toBeGreaterThan(25);
    expect(advice.filter((sentence) => !known.has(sentence))).toEqual([]);
  });

  test('are all advice for a CLI that refuses to start', () => {
    const advised = Object.values(startupFailures).map(({ advice }) => advice);
    expect(advised.filter((sentence) => !known.has(sentence))).toEqual([]);
  });

  test('are all reasons why a task waits', () => {
    const blockedOn = sources.find(({ path }) => path === 'server/tasks/blockedOn.ts')?.text ?? '';
    const details = literalsIn(blockedOn).filter(
      (text) => /\w \w/.test(text) && !/select|effective_priority|^ and/.test(text),
    );
    expect(details.length).toBeGreaterThan(10);
    expect(details.filter((detail) => !known.has(detail))).toEqual([]);
  });
});

describe('what the server says', () => {
  test('is said in Chinese with its values', () => {
    speakChinese();
    expect(inEditorsLanguage('the command exited with code 3')).toBe('命令以退出码 3 结束');
    expect(inEditorsLanguage('/repo is held by build (01a2)')).toBe('/repo 正被 build（01a2）占用');
    expect(inEditorsLanguage('did not succeed: build (failure), test (timeout) and 2 more')).toBe(
      '未成功：build (失败), test (超时) 及另外 2 个',
    );
    expect(inEditorsLanguage("Task 01a2 is success and can't be paused.")).toMatch(
      /^任务 01a2 的状态为 成功，/,
    );
    expect(inEditorsLanguage('the project has no budget left')).toBe('the project has no budget left');
  });

  test('is taken for the sentence that says most, and keeps values of several lines', () => {
    speakChinese();
    const fault = 'the working folder /a is really /b, outside the project’s folders';
    expect(inEditorsLanguage(fault)).toBe('工作文件夹 /a 实际是 /b，不在项目的文件夹之内');
    expect(inEditorsLanguage('did not succeed: a\nb')).toBe('未成功：a\nb');
  });

  test('stays as it is in English, and in a language that nobody has translated it into', () => {
    speakFrom({ language: 'de', bundle: {} });
    expect(inEditorsLanguage('did not succeed: build (failure)')).toBe('did not succeed: build (failure)');
    speakFrom({ language: 'en', bundle: {} });
    for (const sentence of serverSentences) {
      const whole = sentence.replace(/\{(\d+)\}/g, 'v$1');
      expect(inEditorsLanguage(whole)).toBe(whole);
    }
  });
});
