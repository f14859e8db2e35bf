/** Pieces that the routes' descriptions share. */
import { z } from 'zod';
import { accountIdPattern } from '#shared/account.ts';
import { problemSchema } from '#shared/problem.ts';
import { projectIdPattern } from '#shared/project.ts';
import { queueNames } from '#shared/queue.ts';
import { userIdPattern } from '#shared/user.ts';

/** What can't be the id of one is as unknown as an id that nobody has; see `invalidRequest`. */
const known = (what: string, pattern: RegExp, text = z.string()) =>
  text.superRefine((id, context) => {
    if (!pattern.test(id)) context.addIssue({ code: 'custom', params: { unknown: what, id } });
  });

/** In any case, as UUIDs are. The databases would take one with a space behind it for the same. */
const uuid = (what: string) =>
  known(what, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, z.string().toLowerCase());
const uuidParam = (what: string) => z.object({ id: uuid(what) });

export const taskIdParam = uuidParam('task');
export const scheduleIdParam = uuidParam('schedule');
export const tokenIdParam = uuidParam('token');
export const confirmationIdParam = uuidParam('confirmation');
export const operationIdParam = uuidParam('operation');
export const workerIdParam = uuidParam('worker');
export const deadLetterIdParam = z.object({ task_id: uuid('dead_letter') });
export const accountIdParam = z.object({ id: known('account', accountIdPattern) });
export const userIdParam = z.object({ id: known('user', userIdPattern) });
export const projectIdParam = z.object({ id: known('project', projectIdPattern) });
export const queueNameParam = z.object({ name: known('queue', new RegExp(`^(${queueNames.join('|')})$`)) });

export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});

export const jsonAnswer = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const descriptions = {
  400: 'The body is not JSON.',
  401: 'No token, or one that is unknown, expired or revoked.',
  403: 'The caller has no right to this.',
  404: 'Unknown, or not visible to the caller.',
  409: 'The state of things doesn’t allow it.',
  413: 'The body is too large.',
  422: 'A field is invalid; `errors` says which and why.',
  503: 'A store is away.',
} as const;

/** The answers of errors that a route may give. Every route may answer 401 and 503, and one that reads a body 413. */
export function problems<S extends keyof typeof descriptions>(...statuses: S[]) {
  const ofBody = statuses.some((status) => status === 400) ? [413 as const] : [];
  const entries = [...statuses, ...ofBody, 401 as const, 503 as const].map((status) => [
    status,
    problemAnswer(descriptions[status]),
  ]);
  return Object.fromEntries(entries) as Record<S | 401 | 503, ReturnType<typeof problemAnswer>>;
}

export const bearer = [{ bearer: [] }];
