import { Migration } from '@mikro-orm/migrations';
import { tagHash } from '../tagHash.ts';

const TASKS_AT_ONCE = 1000;

interface TaggedTask {
  id: string;
  created_at: string;
  project_id: string;
  tags: string;
}

/** Lists by tag read an index; before, they read every task. What was begun and not finished is gone on with. */
export class TaskTags extends Migration {
  override async up(): Promise<void> {
    await this.execute(`create table if not exists task_tags (
      task_id varchar(36) not null,
      tag varchar(32) not null,
      created_at datetime(3) not null,
      project_id varchar(64) not null,
      primary key (task_id, tag),
      index task_tags_list (tag, created_at, task_id, project_id)
    ) default charset utf8mb4 collate utf8mb4_bin`);
    let after = '';
    for (;;) {
      const tasks = (await this.execute(
        `select id, created_at, project_id, cast(tags as char) as tags from tasks where id > ? order by id limit ?`,
        [after, TASKS_AT_ONCE],
      )) as unknown as TaggedTask[];
      const rows = tasks.flatMap(({ id, created_at, project_id, tags }) =>
        Object.entries(JSON.parse(tags) as Record<string, string>).map(([key, value]) => [
          id,
          tagHash(key, value),
          created_at,
          project_id,
        ]),
      );
      if (rows.length > 0) {
        const marks = rows.map(() => '(?, ?, ?, ?)').join(', ');
        await this.execute(
          `insert ignore into task_tags (task_id, tag, created_at, project_id) values ${marks}`,
          rows.flat(),
        );
      }
      const last = tasks.at(-1);
      if (!last || tasks.length < TASKS_AT_ONCE) return;
      after = last.id;
    }
  }
}
