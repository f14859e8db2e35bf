/** What every process answers at its root: whether it lives, whether its roles work, and its figures. */
import { Hono } from 'hono';
import type { Registry } from 'prom-client';
import type { Readiness } from '#shared/api.ts';
import { errorMessage } from '../errors.ts';
import { VERSION } from '../version.ts';

const CHECK_MS_MAX = 2000;

/** Resolves, or throws with what is wrong in words. */
export type ReadinessCheck = () => Promise<void> | void;

export function healthRoutes(deps: {
  roles: readonly string[];
  checks: () => Readonly<Record<string, ReadinessCheck>>;
  metrics: Registry;
}): Hono {
  const app = new Hono();
  app.get('/healthz', (context) => context.json({ ok: true, version: VERSION }));
  app.get('/readyz', async (context) => {
    const checks = await runChecks(deps.checks());
    const ready = Object.values(checks).every(({ ok }) => ok);
    const answer: Readiness = { ready, version: VERSION, roles: [...deps.roles], checks };
    return context.json(answer, ready ? 200 : 503);
  });
  app.get('/metrics', async (context) =>
    context.body(await deps.metrics.metrics(), 200, { 'Content-Type': deps.metrics.contentType }),
  );
  return app;
}

async function runChecks(checks: Readonly<Record<string, ReadinessCheck>>): Promise<Readiness['checks']> {
  const results = Object.entries(checks).map(async ([name, check]) => {
    try {
      await withinTime(Promise.resolve(check()));
      return [name, { ok: true, detail: 'works' }] as const;
    } catch (error) {
      return [name, { ok: false, detail: errorMessage(error) }] as const;
    }
  });
  return Object.fromEntries(await Promise.all(results));
}

function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`didn't answer within ${CHECK_MS_MAX} ms`)), CHECK_MS_MAX);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
