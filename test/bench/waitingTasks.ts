/** Fills the database with waiting tasks, far quicker than submits would. */
import type { Connection, RowDataPacket } from 'mysql2/promise';

const DIGITS =
  'select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9';

/** What differs between the copies; `n` is their number. Spread over projects, users, priorities and ten days. */
const spread: Readonly<Record<string, string>> = {
  id: `lower(concat('0190', lpad(hex(n), 4, '0'), '-', right(lpad(hex(n), 8, '0'), 4), '-7000-8000-', lpad(hex(n), 12, '0')))`,
  name: `concat('task number ', n)`,
  project_id: `concat('project-', n % 20)`,
  user_id: `concat('user-', n % 50)`,
  effective_priority: '3 + n % 5',
  tags: `json_object('area', concat('a', n % 100))`,
  created_at: 'now(3) - interval (n % 864000) second',
  updated_at: 'now(3) - interval (n % 864000) second',
  ready_at: 'now(3) - interval (n % 864000) second',
};

/** @param templateId a waiting task that all are copies of. */
export async function copyTask(connection: Connection, templateId: string, count: number): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>('select * from tasks limit 1');
  const columns = Object.keys(rows[0] ?? {});
  const values = columns.map((name) => spread[name] ?? `t.\`${name}\``);
  const places = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `(${DIGITS}) ${name}`);
  await connection.query(
    `insert into tasks (${columns.map((name) => `\`${name}\``).join(',')}) select ${values.join(',')} from tasks t
      join (select a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n as n
        from ${places.join(',')}) numbers
      where t.id = ? and n < ?`,
    [templateId, count],
  );
}

/** Makes the copies be found by their tags. On MariaDB alone: MySQL has no `md5` any more. */
export async function tagCopies(connection: Connection): Promise<void> {
  await connection.query('delete from task_tags');
  // The hash of a tag is of its key and value as JSON.
  await connection.query(
    `insert into task_tags (task_id, tag, created_at, project_id)
      select id, md5(concat('["area","', json_unquote(json_extract(tags, '$.area')), '"]')), created_at, project_id
      from tasks where json_contains_path(tags, 'one', '$.area')`,
  );
}
