import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describe as describeAt } from '../../../extension/language/server/describe.ts';
import { diagnose } from '../../../extension/language/server/diagnose.ts';
import { lensesOf } from '../../../extension/language/server/lenses.ts';
import { parseFilter } from '../../../extension/state/taskFilter.ts';
import { speakFrom, t } from '../../../shared/l10n.ts';
import { dollars, duration, fromNow, percent, scheduleInWords, when } from '../../../webview/words.ts';
import { marked } from './language/server/taskFileExample.ts';

beforeAll(() => {
  const file = new URL('../../../l10n/bundle.l10n.zh-cn.json', import.meta.url);
  speakFrom({ language: 'zh-cn', bundle: JSON.parse(readFileSync(file, 'utf8')) });
});
afterAll(() => speakFrom({ language: 'en', bundle: {} }));

test('the page writes figures and times as is usual in China', () => {
  expect([duration(3.25), duration(150), duration(7260)]).toEqual(['3.3秒', '3分钟', '2小时 1分钟']);
  expect([percent(0.5), dollars(1234.5)]).toEqual(['50%', '$1,234.50']);
  expect(fromNow('2029-12-31T23:59:30Z', Date.parse('2030-01-01T00:00:00Z'))).toBe('30秒 前');
  expect(when('2030-01-31T09:00:00Z', 'UTC')).toBe('2030年1月31日 09:00');
  expect(scheduleInWords({ cron: '30 2 * * 1-5', timezone: 'UTC' })).toMatch(/星期一至星期五.*\(UTC\)$/);
});

test('the language server tells what is wrong, what a field is, and what can be done', async () => {
  const { file, offset } = marked(
    'schedules:\n  - name: a\n    cr|on: 70 2 * * *\n    project_id: default\n    task: { name: a, command: ls }\n',
  );
  const [problem] = diagnose(file, null);
  expect(problem?.message).toBe(
    'cron 分钟："70" 不是有效值。允许：0–59、范围 (a-b)、列表 (a,b)、* 和步长 (*/n, a-b/n)。',
  );
  const hover = await describeAt(file, offset, {
    projects: null,
    nextRuns: async () => null,
    now: new Date(),
  });
  expect(hover?.contents).toEqual({
    kind: 'markdown',
    value: '**cron** — 文本, 必填\n\n分钟、小时、日、月、星期。',
  });
  expect(lensesOf(file).map(({ command }) => command?.title)).toEqual(['$(calendar) 创建计划']);
});

test('a wrong word of a filter is told', () => {
  expect(() => parseFilter('status:broken')).toThrow(/^status:broken 不是以下状态之一：pending/);
  expect(() => parseFilter('tag:prod')).toThrow('tag:prod 需要一个值，例如 tag:env:prod');
});

test('what nobody has translated is said in English', () => {
  expect(t('Not a word of {0}.', 'this')).toBe('Not a word of this.');
});
