import { Migration } from '@mikro-orm/migrations';

/** What a project says that failures of its programs mean; at first nothing. */
export class ErrorPatterns extends Migration {
  override up(): void {
    this.addSql('alter table projects add error_patterns json null after deny');
    this.addSql(`update projects set error_patterns = '[]'`);
    this.addSql('alter table projects modify error_patterns json not null');
  }
}
