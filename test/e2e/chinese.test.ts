import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { useEditor } from './editorTest.ts';

const suite = useEditor({ language: 'zh-cn' });

beforeAll(async () => {
  const { api } = suite.switchyard;
  const failed = await api.submit({ name: 'npm run lint', script: 'process.exit(2)' });
  const task = { name: 'report', command: 'true' };
  const schedule = { name: 'nightly report', cron: '30 2 * * 1-5', timezone: 'Europe/Berlin', task };
  await api.request('POST', '/schedules', { ...schedule, project_id: 'default' });
  await api.reaches(failed.id, 'failure');
});

test('everything that the extension says is in 简体中文 when the editor is', async () => {
  const { switchyard, editor } = suite;
  const text = 'tasks:\n  - name: a\n    project_id: default\n    comand: ls\n';
  await writeFile(join(editor.workspace, 'a.switchyard.yaml'), text);
  const window = await suite.openWindow();
  const { page } = window;
  await window.command('Switchyard: 登录');
  await window.answer('Switchyard 服务器的地址', switchyard.url);
  await window.answer('的令牌', switchyard.token);
  await page.getByText('已登录').waitFor();

  await page.getByRole('treeitem', { name: 'a.switchyard.yaml' }).dblclick();
  await page.locator('.codelens-decoration a', { hasText: '提交任务' }).waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  await window.command('Problems: Focus on Problems View');
  await page.getByText('此处没有字段 comand。 是否想写 command？').first().waitFor();
  await window.picture('task-file');

  await window.command('Switchyard: 打开仪表板');
  const dashboard = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await dashboard.getByRole('region', { name: '死信' }).getByText('npm run lint').waitFor();
  await dashboard.getByRole('region', { name: '死信' }).getByText('命令以退出码 2 结束').waitFor();
  await dashboard.getByRole('region', { name: '死信' }).getByText('请查看日志末尾的内容').waitFor();
  await dashboard
    .getByRole('region', { name: '计划' })
    .getByText(/星期一至星期五/)
    .waitFor();
  expect(await dashboard.locator('html').getAttribute('lang')).toBe('zh-cn');
  await window.picture('dashboard');
  expect(await dashboard.locator('main').textContent()).not.toMatch(
    /\b(ago|days|retry|queues|workers|next|figures)\b/i,
  );
});
