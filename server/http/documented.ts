/** Pieces that the routes' descriptions share. */
import { z } from 'zod';
import { problemSchema } from '#shared/problem.ts';

export const taskIdParam = z.object({ id: z.string().max(64) });

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
  404: 'Unknown, or not visible to the caller.',
  409: 'The state of things doesn’t allow it.',
  413: 'The body is too large.',
  422: 'A field is invalid; `errors` says which and why.',
  503: 'A store is away.',
} as const;

/** The answers of errors that a route may give. Every route may answer 401 and 503. */
export function problems<S extends keyof typeof descriptions>(...statuses: S[]) {
  const entries = [...statuses, 401 as const, 503 as const].map((status) => [
    status,
    problemAnswer(descriptions[status]),
  ]);
  return Object.fromEntries(entries) as Record<S | 401 | 503, ReturnType<typeof problemAnswer>>;
}

export const bearer = [{ bearer: [] }];
