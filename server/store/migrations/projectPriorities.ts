import { Migration } from '@mikro-orm/migrations';

/** When a project's priority was changed, as long as its waiting tasks don't all have the new one. */
export class ProjectPriorities extends Migration {
  override up(): void {
    this.addSql('alter table projects add priority_changed_at datetime(3) null after priority');
  }
}
