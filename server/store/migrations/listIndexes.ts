import { Migration } from '@mikro-orm/migrations';

/** A list by user or status is counted from its index alone: its project stands in it, behind the list's order. */
export class ListIndexes extends Migration {
  override up(): void {
    this.addSql('alter table tasks drop index tasks_user, drop index tasks_status');
    this.addSql(`alter table tasks
      add index tasks_user (user_id, created_at, id, project_id),
      add index tasks_status (status, created_at, id, project_id)`);
  }
}
