/** What pays for a task, so that all who share it wait while it is used up. */
import { createHash } from 'node:crypto';
import { INSTALLATION_ACCOUNT } from '#shared/account.ts';
import type { TaskDefinition } from '#shared/taskDefinition.ts';
import type { ProjectRow } from '../store/project.entity.ts';

/** Variables that decide which account a Claude run is on. */
const DECISIVE = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_BASE_URL',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'CLAUDE_CONFIG_DIR',
  'HOME',
];

/** Whether a variable of this name chooses another account than the server's own. */
export function isDecisive(name: string): boolean {
  return DECISIVE.includes(name);
}

/** @returns a name that tells nothing of the secret; null where nothing can be used up. */
export function credentialOf(
  { kind, env }: Pick<TaskDefinition, 'kind' | 'env'>,
  project: Pick<ProjectRow, 'id' | 'secrets'>,
): string | null {
  if (kind !== 'claude') return null;
  const own = DECISIVE.filter((name) => env[name] !== undefined).map((name) => `${name}=${env[name]}`);
  const ofProject = DECISIVE.some((name) => Object.hasOwn(project.secrets ?? {}, name));
  if (own.length === 0 && !ofProject) return INSTALLATION_ACCOUNT;
  const parts = [...(ofProject ? [project.id] : []), ...own];
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}
