import { Migration } from '@mikro-orm/migrations';

/** Secrets of projects, sealed. */
export class ProjectSecrets extends Migration {
  override up(): void {
    this.addSql('alter table projects add secrets json null after max_running');
  }
}
