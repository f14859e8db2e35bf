import { expect, test, vi } from 'vitest';
import * as fake from '../../../support/fakeVscode.ts';

vi.mock('vscode', () => import('../../../support/fakeVscode.ts'));
const { showLogLine } = await import('../../../../extension/logs/showLogLine.ts');

const uri = fake.Uri.from({ scheme: 'switchyard-log', path: '/1/a.log' }) as never;

test('waits until the editor has the lines that were brought, and leads there', async () => {
  let rows = ['… earlier', 'line 900'];
  const document = {
    get lineCount() {
      return rows.length;
    },
    lineAt: (row: number) => ({ text: rows[row], range: { start: row, end: row } }),
  };
  const editor = { selection: undefined as unknown, revealRange: vi.fn() };
  fake.workspace.openTextDocument.mockResolvedValue(document);
  fake.window.showTextDocument.mockResolvedValue(editor);
  const leaveEnd = vi.fn();
  const reach = vi.fn(async () => {});
  const shown = showLogLine({ reach, rowOf: () => 2, leaveEnd }, { uri, seq: 700, text: 'line 700' });
  await vi.waitFor(() => expect(reach).toHaveBeenCalledWith(uri, 700));
  fake.textChanged.fire({ document: {} });
  expect(leaveEnd).not.toHaveBeenCalled();
  rows = ['… earlier', 'line 699', 'line 700', 'line 900'];
  fake.textChanged.fire({ document });
  await shown;
  expect(leaveEnd).toHaveBeenCalledWith(uri);
  expect(editor.revealRange).toHaveBeenCalledWith({ start: 2, end: 2 }, fake.TextEditorRevealType.InCenter);
});
