import { describe, expect, test } from 'vitest';
import { type RowKey, RowWrites } from '../../../../server/store/rowWrites.ts';

const task = (id: string, where = { status: 'received', epoch: 0 }): RowKey => ({
  table: 'tasks',
  id: ['id', id],
  where,
});

function written(...updates: [RowKey, Record<string, unknown>][]) {
  const writes = new RowWrites();
  for (const [key, columns] of updates) writes.update(key, columns);
  return writes.statements();
}

describe('updates', () => {
  test('of the same change are one statement; only what differs is told by row', () => {
    expect(
      written(
        [task('a'), { status: 'started', runNumber: 1, updatedAt: new Date(5) }],
        [task('b'), { status: 'started', runNumber: 2, updatedAt: new Date(5) }],
      ),
    ).toEqual([
      {
        sql:
          'update tasks force index (primary) set `status` = ?, ' +
          '`run_number` = case `id` when ? then ? when ? then ? end, `updated_at` = ? ' +
          'where `id` in (?) and `status` = ? and `epoch` = ?',
        values: ['started', 'a', 1, 'b', 2, new Date(5), ['a', 'b'], 'received', 0],
        rows: 2,
      },
    ]);
  });

  test('of other columns, or of rows that have to match something else, are apart', () => {
    const statements = written(
      [task('a'), { status: 'started' }],
      [task('b'), { status: 'started', workerId: null }],
      [task('c', { status: 'received', epoch: 1 }), { status: 'started' }],
    );
    expect(statements.map(({ rows }) => rows)).toEqual([1, 1, 1]);
  });

  test('of one row are one: the later values, and what it was at first', () => {
    expect(
      written(
        [task('a', { status: 'started', epoch: 1 }), { status: 'running', version: 4 }],
        [task('a', { status: 'running', epoch: 1 }), { status: 'success', version: 5, result: { ok: true } }],
      ),
    ).toEqual([
      {
        sql:
          'update tasks force index (primary) set `status` = ?, `version` = ?, `result` = ? ' +
          'where `id` in (?) and `status` = ? and `epoch` = ?',
        values: ['success', 5, '{"ok":true}', ['a'], 'started', 1],
        rows: 1,
      },
    ]);
  });

  test('are split, so that no statement compares each row with hundreds', () => {
    const many = Array.from({ length: 120 }, (_, index): [RowKey, Record<string, unknown>] => [
      task(`t${index}`),
      { version: index },
    ]);
    expect(written(...many).map(({ rows }) => rows)).toEqual([50, 50, 20]);
  });
});

test('rows of a table are inserted together, before rows are updated', () => {
  const writes = new RowWrites();
  writes.update(task('a'), { status: 'started' });
  writes.insert('runs', { taskId: 'a', number: 1 });
  writes.insert('runs', { taskId: 'b', number: 1 });
  expect(writes.statements().map(({ sql, rows }) => [sql.slice(0, 12), rows])).toEqual([
    ['insert into ', 2],
    ['update tasks', 1],
  ]);
});
