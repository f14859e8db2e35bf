/** The bearer header: who is it that asks? */
import type { MiddlewareHandler } from 'hono';
import type { Authentication } from '../access/authenticate.ts';
import { AppError } from '../errors.ts';
import type { ApiEnv } from './apiApp.ts';

export function requireToken(authentication: Authentication): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const header = context.req.header('authorization') ?? '';
    const [scheme, token] = header.split(' ', 2);
    if (scheme?.toLowerCase() !== 'bearer' || !token) {
      throw unauthorized('auth.token_missing', 'Send a token: Authorization: Bearer swy_…');
    }
    const caller = await authentication.identify(token);
    if (!caller) throw unauthorized('auth.token_invalid', 'The token is unknown, expired or revoked.');
    context.set('caller', caller);
    await next();
  };
}

export function unauthorized(code: string, message: string): AppError {
  return new AppError({ code, message, status: 401 });
}
