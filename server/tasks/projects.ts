/** Projects: read on every submit, so kept in memory for a moment. */
import type { DenyRule } from '#shared/denyRule.ts';
import type { ErrorPattern } from '#shared/errorPattern.ts';
import { type NewProject, type ProjectChange, SYSTEM_PROJECT } from '#shared/project.ts';
import { fromWire } from '#shared/wire.ts';
import { AppError, invalidFields, notFound } from '../errors.ts';
import { createSecretBox, type SecretBox } from '../secrets/secretBox.ts';
import { ProjectEntity, type ProjectRow } from '../store/project.entity.ts';
import type { Store } from '../store/store.ts';

const DEFAULT_PROJECT = 'default';
/** How long another process may still see a project as it was. */
const REMEMBERED_MS = 1000;
const REMEMBERED_MAX = 1000;

export interface Projects {
  /** As it was within the last second: for what happens often. */
  find(id: string): Promise<ProjectRow | null>;
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

export function createProjects(store: Store, box: SecretBox = createSecretBox(undefined)): Projects {
  const remembered = new Map<string, { until: number; row: ProjectRow }>();

  const sealed = (projectId: string, secrets: Readonly<Record<string, string | null>>) => {
    const entries = Object.entries(secrets);
    if (entries.some(([, value]) => value !== null) && !box.hasKey) throw noKey();
    return Object.fromEntries(
      entries.map(([name, value]) => [name, value === null ? null : box.seal(value, { projectId, name })]),
    );
  };
  const find = async (id: string) => {
    const hit = remembered.get(id);
    if (hit && hit.until > performance.now()) return hit.row;
    const row = await read(id);
    return row && remember(row);
  };
  const read = (id: string) => store.entities().findOne(ProjectEntity, { id });
  const remember = (row: ProjectRow) => {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(row.id, { until: performance.now() + REMEMBERED_MS, row });
    return row;
  };

  return {
    find,
    denyRules: async (id) => (await read(id))?.deny ?? [],
    errorPatterns: async (id) => (await read(id))?.errorPatterns ?? [],
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
      return remember(row as ProjectRow);
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
      await entities.flush();
      if (patch) {
        const sql = `update projects set secrets = json_merge_patch(coalesce(secrets, '{}'), ?) where id = ?`;
        await store.change({ sql, values: [patch, id] });
      }
      // Somebody may have changed another field meanwhile: neither row in memory would have both.
      remembered.delete(id);
      return (await read(id)) ?? row;
    },
    async remove(id) {
      const removed = await store.change({
        sql: `delete from projects where id = ? and id <> ?
          and not exists (select 1 from tasks where project_id = ?)
          and not exists (select 1 from schedules where project_id = ?)`,
        values: [id, DEFAULT_PROJECT, id, id],
      });
      remembered.delete(id);
      if (removed === 0) throw (await read(id)) ? inUse(id) : notFound('project', id);
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
