import { Migration } from '@mikro-orm/migrations';

/**
 * Lists by user or status are counted, and waiting tasks chosen, from an index alone: reading the rows costs a disk
 * access each once the table is larger than the database's memory.
 */
export class CoveringIndexes extends Migration {
  override up(): void {
    this.addSql('alter table tasks drop index tasks_user, drop index tasks_status, drop index tasks_waiting');
    this.addSql(`alter table tasks
      add index tasks_user (user_id, created_at, id, project_id),
      add index tasks_status (status, created_at, id, project_id),
      add index tasks_waiting (status, effective_priority, project_id, user_id, kind, ready_at, exclusive)`);
  }
}
