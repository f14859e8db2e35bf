/** Schedules as tests use them: through the API, and with the clock of the database set by hand. */
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { connectionOptions } from '../../../server/store/connectionOptions.ts';
import type { Schedule } from '../../../shared/schedule.ts';
import type { Task } from '../../../shared/task.ts';
import type { Switchyard } from '../../support/startSwitchyard.ts';

export interface FiringRow {
  fired_for: string;
  outcome: string;
  task_id: string | null;
}

export class ScheduleClient {
  readonly #switchyard: Pick<Switchyard, 'api' | 'stores'>;

  constructor(switchyard: Pick<Switchyard, 'api' | 'stores'>) {
    this.#switchyard = switchyard;
  }

  /** Yearly, unless told: so that only what the test sets comes due. */
  async create(change: object = {}): Promise<Schedule> {
    const { status, body } = await this.#switchyard.api.request<Schedule>('POST', '/schedules', {
      name: 'test',
      cron: '0 0 1 1 *',
      project_id: 'default',
      task: { name: 'scheduled', command: 'true', max_retries: 0 },
      ...change,
    });
    if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async read(id: string): Promise<Schedule> {
    return (await this.#switchyard.api.request<Schedule>('GET', `/schedules/${id}`)).body;
  }

  /** @param seconds from the database's now; negative for the past. */
  async setNext(id: string, seconds: number): Promise<void> {
    await this.query(
      'update schedules set next_fire_at = utc_timestamp(3) + interval ? microsecond where id = ?',
      [Math.round(seconds * 1e6), id],
    );
  }

  firings(id: string): Promise<FiringRow[]> {
    return this.query<FiringRow>(
      'select fired_for, outcome, task_id from schedule_firings where schedule_id = ? order by fired_for',
      [id],
    );
  }

  /** Of one name, in the order in which they were made. */
  async tasks(name: string, query = ''): Promise<Task[]> {
    const list = await this.#switchyard.api.list(`sort=created_at&limit=500&text=${name}&${query}`);
    return list.items.filter((task) => task.name === name) as Task[];
  }

  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return withDatabase(this.#switchyard.stores.databaseUrl, async (connection) => {
      const [rows] = await connection.query<RowDataPacket[]>(sql, values);
      return rows as Row[];
    });
  }
}

export async function withDatabase<T>(
  databaseUrl: string,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await createConnection({ ...connectionOptions(databaseUrl), dateStrings: true });
  try {
    return await use(connection);
  } finally {
    await connection.end();
  }
}
