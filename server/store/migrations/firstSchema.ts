import { Migration } from '@mikro-orm/migrations';

/** Tables of tasks, runs, events, workers, projects, tokens, leases and idempotency keys. */
export class FirstSchema extends Migration {
  override up(): void {
    this.addSql(`create table idempotency_keys (
      user_id varchar(64) not null,
      idempotency_key varchar(200) not null,
      body_hash varchar(64) not null,
      task_id varchar(36) not null,
      created_at datetime(3) not null,
      primary key (user_id, idempotency_key)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql('alter table idempotency_keys add index idempotency_keys_created (created_at)');
    this.addSql(`create table leases (
      name varchar(64) not null,
      holder varchar(200) not null,
      lease_until datetime(3) not null,
      primary key (name)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql(`create table limits (
      scope varchar(16) not null,
      name varchar(64) not null,
      max_running int null,
      paused tinyint(1) not null,
      primary key (scope, name)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql(`create table projects (
      id varchar(64) not null,
      name varchar(200) not null,
      folders json not null,
      programs json not null,
      priority tinyint not null,
      max_running int null,
      created_at datetime(3) not null,
      updated_at datetime(3) not null,
      primary key (id)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql(`create table runs (
      task_id varchar(36) not null,
      number int unsigned not null,
      worker_id varchar(36) not null,
      host varchar(255) not null,
      started_at datetime(3) not null,
      ended_at datetime(3) null,
      status varchar(24) not null,
      exit_code int null,
      \`signal\` varchar(16) null,
      error_class varchar(64) null,
      error_message text null,
      max_memory bigint null,
      max_cpu double null,
      stdout mediumtext null,
      stderr mediumtext null,
      primary key (task_id, number)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql(`create table tasks (
      id varchar(36) not null,
      name varchar(200) not null,
      project_id varchar(64) not null,
      user_id varchar(64) not null,
      kind varchar(32) not null,
      command mediumtext null,
      args json not null,
      working_dir text not null,
      env json not null,
      exclusive tinyint(1) not null,
      priority tinyint not null,
      task_type varchar(16) not null,
      deadline datetime(3) null,
      timeout double not null,
      confirmation_timeout double not null,
      max_retries tinyint not null,
      retry_delay double not null,
      scheduled_at datetime(3) null,
      depends_on json not null,
      on_dependency_failure varchar(8) not null,
      idempotency_key varchar(200) null,
      tags json not null,
      context json not null,
      status varchar(24) not null,
      effective_priority tinyint not null,
      tier varchar(16) not null,
      queue varchar(32) not null,
      version int not null,
      epoch int not null,
      waiting_for int not null,
      ready_at datetime(3) null,
      created_at datetime(3) not null,
      updated_at datetime(3) not null,
      started_at datetime(3) null,
      completed_at datetime(3) null,
      duration double null,
      next_try_at datetime(3) null,
      cancel_requested_at datetime(3) null,
      progress json null,
      run_number int not null,
      worker_id varchar(36) null,
      result json null,
      error_message text null,
      error_type varchar(16) null,
      error_class varchar(64) null,
      advice text null,
      traceback mediumtext null,
      exit_code int null,
      \`signal\` varchar(16) null,
      max_memory bigint null,
      max_cpu double null,
      retry_count int not null,
      retry_history json not null,
      primary key (id)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql(
      'alter table tasks add index tasks_dispatch (status, effective_priority, project_id, user_id, ready_at)',
    );
    this.addSql('alter table tasks add index tasks_created (created_at)');
    this.addSql('alter table tasks add index tasks_updated (updated_at)');
    this.addSql('alter table tasks add index tasks_project (project_id, created_at)');
    this.addSql('alter table tasks add index tasks_user (user_id, created_at)');
    this.addSql('alter table tasks add index tasks_status (status, created_at)');
    this.addSql('alter table tasks add index tasks_worker (worker_id)');
    this.addSql(`create table task_dependencies (
      task_id varchar(36) not null,
      depends_on_id varchar(36) not null,
      satisfied tinyint(1) not null,
      primary key (task_id, depends_on_id)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql('alter table task_dependencies add index task_dependencies_parent (depends_on_id)');
    this.addSql(`create table task_events (
      seq bigint unsigned not null auto_increment primary key,
      task_id varchar(36) not null,
      version int not null,
      project_id varchar(64) not null,
      type varchar(32) not null,
      from_status varchar(24) null,
      to_status varchar(24) not null,
      at datetime(3) not null,
      run int null,
      actor varchar(128) not null,
      reason varchar(500) not null
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql('alter table task_events add unique task_events_version (task_id, version)');
    this.addSql(`create table tokens (
      hash varchar(64) not null,
      user_id varchar(64) not null,
      name varchar(200) not null,
      created_at datetime(3) not null,
      expires_at datetime(3) null,
      revoked_at datetime(3) null,
      primary key (hash)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql(`create table workers (
      id varchar(36) not null,
      host varchar(255) not null,
      pid int not null,
      process varchar(200) not null,
      version varchar(32) not null,
      status varchar(16) not null,
      slots int not null,
      started_at datetime(3) not null,
      last_seen_at datetime(3) not null,
      lease_until datetime(3) not null,
      primary key (id)
    ) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB`);
    this.addSql('alter table workers add index workers_lease (status, lease_until)');
  }
}
