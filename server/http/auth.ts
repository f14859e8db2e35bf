/** The bearer header: who is it that asks? */
import type { MiddlewareHandler } from 'hono';
import type { Authentication } from '../access/authenticate.ts';
import type { Identity } from '../access/identity.ts';
import { AppError } from '../errors.ts';
import type { ApiEnv } from './apiApp.ts';

export function requireToken(authentication: Authentication): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const token = bearerToken(context.req.header('authorization'));
    if (token === undefined) {
      throw unauthorized('auth.token_missing', 'Send a token: Authorization: Bearer swy_…');
    }
    context.set('caller', await identify(authentication, token));
    await next();
  };
}

/** @param header `Authorization`. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

/** @throws {AppError} 401 */
export async function identify(authentication: Authentication, token: string): Promise<Identity> {
  const identity = await authentication.identify(token);
  if (!identity) throw unauthorized('auth.token_invalid', 'The token is unknown, expired or revoked.');
  return identity;
}

export function unauthorized(code: string, message: string): AppError {
  return new AppError({ code, message, status: 401 });
}
