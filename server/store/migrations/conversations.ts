import { Migration } from '@mikro-orm/migrations';

/** What makes a Claude run a conversation: messages with their fate, forms, continued tasks; and what its CLI is. */
export class Conversations extends Migration {
  override up(): void {
    this.addSql(`alter table confirmations
      add description text null,
      add agent json null,
      add default_to_no tinyint(1) not null default 0,
      add \`fields\` json null,
      add form_values json null`);
    this.addSql('alter table confirmations alter column default_to_no drop default');
    this.addSql('delete from run_inputs');
    this.addSql(`alter table run_inputs
      add user_id varchar(64) not null,
      add at datetime(3) not null,
      add status varchar(16) not null,
      modify text mediumtext null,
      drop index run_inputs_task,
      add index run_inputs_task (task_id, status)`);
    this.addSql('alter table session_uses add token_usage json null');
    this.addSql('alter table tasks add continues varchar(36) null, add continued_session varchar(36) null');
    this.addSql('alter table projects add subagents json null');
    this.addSql(`update projects set subagents = '{}'`);
    this.addSql('alter table projects modify subagents json not null');
    this.addSql('alter table workers add claude_version varchar(64) null, add claude_problem text null');
  }
}
