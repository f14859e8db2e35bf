/** Projects: read on every submit and before every run, so kept in memory until they change. */
import type { DenyRule } from '#shared/denyRule.ts';
import type { ErrorPattern } from '#shared/errorPattern.ts';
import { type NewProject, type ProjectChange, SYSTEM_PROJECT } from '#shared/project.ts';
import { fromWire } from '#shared/wire.ts';
import { AppError, invalidFields, notFound } from '../errors.ts';
import { createSecretBox, type SecretBox } from '../secrets/secretBox.ts';
import { ProjectEntity, type ProjectRow } from '../store/project.entity.ts';
import { Remembered } from '../store/remembered.ts';
import { rowReader } from '../store/rowReader.ts';
import type { Store } from '../store/store.ts';

const DEFAULT_PROJECT = 'default';
/** All of them are read anew each second. */
const REMEMBERED_MAX = 200;
const projectReader = rowReader<ProjectRow>(ProjectEntity);

export interface Projects {
  /** For what happens often: a change by another process counts once its hint is here, or within a second or two. */
  find(id: string): Promise<ProjectRow | null>;
  /** Another process has changed it. */
  forget(id: string): void;
  /** What its runs never may, as it is now. */
  denyRules(id: string): Promise<DenyRule[]>;
  /** What failures of its programs mean, as it is now. */
  errorPatterns(id: string): Promise<ErrorPattern[]>;
  list(): Promise<ProjectRow[]>;
  /** @throws {AppError} 409 if the id is taken. */
  create(project: NewProject): Promise<ProjectRow>;
  /** @throws {AppError} 404 */
  change(id: string, change: ProjectChange): Promise<ProjectRow>;
  /** @throws {AppError} 404, or 409 for one that has tasks or schedules, and for the default one. */
  remove(id: string): Promise<void>;
  /** Name → value; `unreadable` where this process doesn't have the key that they were sealed with. */
  secretsOf(id: string): Promise<Record<string, string> | 'unreadable'>;
}

/** @param onChanged called once a change is stored: other processes are to `forget`. */
export function createProjects(
  store: Store,
  box: SecretBox = createSecretBox(undefined),
  onChanged: (id: string) => void = () => {},
): Projects {
  const read = async (ids: readonly string[]) => {
    const found = await store.query<Record<string, unknown>>(
      `select ${projectReader.columns('p')} from projects p where p.id in (?)`,
      [ids],
    );
    const rows = found.map((each) => projectReader.row(each));
    return new Map(rows.map((row) => [row.id, row]));
  };
  const readNow = async (id: string) => (await read([id])).get(id);
  const remembered = new Remembered<ProjectRow>(read, REMEMBERED_MAX);
  const changed = (id: string) => {
    remembered.forget(id);
    onChanged(id);
  };

  const sealed = (projectId: string, secrets: Readonly<Record<string, string | null>>) => {
    const entries = Object.entries(secrets);
    if (entries.some(([, value]) => value !== null) && !box.hasKey) throw noKey();
    return Object.fromEntries(
      entries.map(([name, value]) => [name, value === null ? null : box.seal(value, { projectId, name })]),
    );
  };
  const find = async (id: string) => (await remembered.get(id)) ?? null;

  return {
    find,
    forget: (id) => remembered.forget(id),
    denyRules: async (id) => (await readNow(id))?.deny ?? [],
    errorPatterns: async (id) => (await readNow(id))?.errorPatterns ?? [],
    list: () => store.entities().find(ProjectEntity, {}, { orderBy: { id: 'asc' } }),
    async create(project) {
      const { id } = project;
      if (id === SYSTEM_PROJECT) throw idTaken(id);
      const now = new Date();
      const secrets = sealed(id, project.secrets);
      const row = { ...fromWire(project), secrets, name: project.name ?? id, createdAt: now, updatedAt: now };
      try {
        await store.entities().insert(ProjectEntity, row);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ER_DUP_ENTRY') throw error;
        throw idTaken(id);
      }
      return row as ProjectRow;
    },
    async change(id, { secrets, ...change }) {
      const patch = secrets && JSON.stringify(sealed(id, secrets));
      const entities = store.entities();
      const row = await entities.findOne(ProjectEntity, { id });
      if (!row) throw notFound('project', id);
      const now = new Date();
      const reprices = change.priority !== undefined && change.priority !== row.priority;
      entities.assign(row, {
        ...fromWire(change),
        ...(reprices && { priorityChangedAt: now }),
        updatedAt: now,
      } as Partial<ProjectRow>);
      try {
        await entities.flush();
        if (patch) {
          const sql = `update projects set secrets = json_merge_patch(coalesce(secrets, '{}'), ?) where id = ?`;
          await store.change({ sql, values: [patch, id] });
        }
      } finally {
        // Also where it failed: the first part may be stored, and an answer may have been lost.
        changed(id);
      }
      // Somebody may have changed another field meanwhile: neither row in memory would have both.
      return (await readNow(id)) ?? row;
    },
    async remove(id) {
      const removed = await store.change({
        sql: `delete from projects where id = ? and id <> ?
          and not exists (select 1 from tasks where project_id = ?)
          and not exists (select 1 from schedules where project_id = ?)`,
        values: [id, DEFAULT_PROJECT, id, id],
      });
      changed(id);
      if (removed === 0) throw (await readNow(id)) ? inUse(id) : notFound('project', id);
    },
    async secretsOf(projectId) {
      const secrets = Object.entries((await find(projectId))?.secrets ?? {});
      try {
        return Object.fromEntries(secrets.map(([name, text]) => [name, box.open(text, { projectId, name })]));
      } catch {
        return 'unreadable';
      }
    },
  };
}

function noKey(): AppError {
  const message = 'can’t be kept: this server has no SWITCHYARD_SECRET_KEY to seal them with';
  return invalidFields([{ path: 'secrets', message }]);
}

function inUse(id: string): AppError {
  const message =
    id === DEFAULT_PROJECT
      ? 'The default project stays: each start makes sure that it is there.'
      : `The project ${id} has tasks or schedules. Remove its schedules; its tasks go with the cleanup.`;
  return new AppError({ code: 'project.in_use', message, status: 409 });
}

function idTaken(id: string): AppError {
  return new AppError({
    code: 'project.id_taken',
    message: `There is a project ${id} already.`,
    status: 409,
  });
}

/** The project that a fresh installation begins with. On a single-trust loopback server it allows everything. */
export async function ensureDefaultProject(store: Store, singleTrust: boolean): Promise<void> {
  const now = new Date();
  await store.entities().upsert(
    ProjectEntity,
    {
      id: DEFAULT_PROJECT,
      name: 'Default',
      folders: singleTrust ? ['/'] : [],
      programs: singleTrust ? ['*'] : [],
      deny: [],
      errorPatterns: [],
      priority: 5,
      limits: {},
      subagents: {},
      createdAt: now,
      updatedAt: now,
    },
    { onConflictAction: 'ignore' },
  );
  if (!singleTrust) await closeUntouchedDefault(store);
}

/** A server that was private and is opened to others: what nobody has chosen must not stay allowed. */
async function closeUntouchedDefault(store: Store): Promise<void> {
  await store.change({
    sql: `update projects set folders = '[]', programs = '[]' where id = ? and updated_at = created_at`,
    values: [DEFAULT_PROJECT],
  });
}
