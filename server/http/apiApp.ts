/** The REST API's frame: who may come in, how large a body may be, how errors look. Routes are their own files. */
import { isUtf8 } from 'node:buffer';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { Identity } from '../access/identity.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { invalidRequest, problemResponse } from './problems.ts';

const BODY_BYTES_MAX = 1024 * 1024;
const BATCH_BYTES_MAX = 16 * 1024 * 1024;

export interface ApiEnv {
  Variables: {
    caller: Identity;
    /** Of a WebSocket: the token that it rests on. */
    socketTokenId: string;
  };
}
export type ApiApp = OpenAPIHono<ApiEnv>;

/** An app whose validation errors are problem documents; each file of routes fills one. */
export function createRoutes(): ApiApp {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error as never);
    },
  });
}

const usualLimit = limitBody(BODY_BYTES_MAX);
const batchLimit = limitBody(BATCH_BYTES_MAX);

export function createApiApp(log: Logger): ApiApp {
  const app = createRoutes();
  // Whoever puts TLS in front says so himself.
  app.use(secureHeaders({ strictTransportSecurity: false }));
  app.use('/api/*', (context, next) => {
    const limit = context.req.path.endsWith('/tasks/batch') ? batchLimit : usualLimit;
    return limit(context, next);
  });
  app.use('/api/*', readAsUtf8);
  app.onError((error, context) => problemResponse(error, context, log));
  app.notFound((context) => {
    const message = `There is no ${context.req.method} ${context.req.path}.`;
    return problemResponse(new AppError({ code: 'route.not_found', message, status: 404 }), context, log);
  });
  return app;
}

/** Bytes that are no UTF-8 are refused: others would become another character, and another name than was meant. */
const readAsUtf8: MiddlewareHandler<ApiEnv> = async ({ req }, next) => {
  const length = req.header('transfer-encoding') ?? req.header('content-length') ?? '0';
  if (length !== '0') {
    const bytes = new Uint8Array(await req.raw.arrayBuffer());
    if (!isUtf8(bytes)) {
      throw new AppError({ code: 'request.not_json', message: 'The body is not UTF-8.', status: 400 });
    }
    // Hono keeps promises there, whatever its types say; else it would turn the bytes into text once more.
    req.bodyCache.text = Promise.resolve(new TextDecoder().decode(bytes)) as never;
  }
  await next();
};

/** A body that tells its length is not touched: whoever reads it then can read it straight off the connection. */
function limitBody(maxSize: number): MiddlewareHandler<ApiEnv> {
  const refuse = () => {
    const message = `The body is larger than ${maxSize} bytes. Pass large data in a file.`;
    throw new AppError({ code: 'request.too_large', message, status: 413 });
  };
  const counted = bodyLimit({ maxSize, onError: refuse });
  return async (context, next) => {
    const { req } = context;
    if (req.header('transfer-encoding') !== undefined) return counted(context, next);
    if (Number(req.header('content-length') ?? 0) > maxSize) refuse();
    await next();
  };
}
