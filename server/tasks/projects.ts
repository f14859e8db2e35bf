/** Projects: read on every submit, so kept in memory for a moment. */
import { type NewProject, type ProjectChange, SYSTEM_PROJECT } from '#shared/project.ts';
import { fromWire } from '#shared/wire.ts';
import { AppError, notFound } from '../errors.ts';
import { ProjectEntity, type ProjectRow } from '../store/project.entity.ts';
import type { Store } from '../store/store.ts';

/** How long another process may still see a project as it was. */
const REMEMBERED_MS = 1000;
const REMEMBERED_MAX = 1000;

export interface Projects {
  find(id: string): Promise<ProjectRow | null>;
  list(): Promise<ProjectRow[]>;
  /** @throws {AppError} 409 if the id is taken. */
  create(project: NewProject): Promise<ProjectRow>;
  /** @throws {AppError} 404 */
  change(id: string, change: ProjectChange): Promise<ProjectRow>;
}

export function createProjects(store: Store): Projects {
  const remembered = new Map<string, { until: number; row: ProjectRow }>();

  const read = (id: string) => store.entities().findOne(ProjectEntity, { id });
  const remember = (row: ProjectRow) => {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(row.id, { until: performance.now() + REMEMBERED_MS, row });
    return row;
  };

  return {
    async find(id) {
      const hit = remembered.get(id);
      if (hit && hit.until > performance.now()) return hit.row;
      const row = await read(id);
      return row && remember(row);
    },
    list: () => store.entities().find(ProjectEntity, {}, { orderBy: { id: 'asc' } }),
    async create(project) {
      const { id } = project;
      if (id === SYSTEM_PROJECT) throw idTaken(id);
      const now = new Date();
      const row = { ...fromWire(project), name: project.name ?? id, createdAt: now, updatedAt: now };
      try {
        await store.entities().insert(ProjectEntity, row);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ER_DUP_ENTRY') throw error;
        throw idTaken(id);
      }
      return remember(row as ProjectRow);
    },
    async change(id, change) {
      const entities = store.entities();
      const row = await entities.findOne(ProjectEntity, { id });
      if (!row) throw notFound('project', id);
      entities.assign(row, { ...fromWire(change), updatedAt: new Date() } as Partial<ProjectRow>);
      await entities.flush();
      // Somebody may have changed another field meanwhile: neither row in memory would have both.
      remembered.delete(id);
      return (await read(id)) ?? row;
    },
  };
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
      id: 'default',
      name: 'Default',
      folders: singleTrust ? ['/'] : [],
      programs: singleTrust ? ['*'] : [],
      deny: [],
      priority: 5,
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
    sql: `update projects set folders = '[]', programs = '[]' where id = 'default' and updated_at = created_at`,
    values: [],
  });
}
