import { type Logger, pino } from 'pino';

export type { Logger };

/** One JSON line an entry, to stdout. What may hold a secret is never handed to it; the paths below are a net. */
export function createLogger(level: string, fields: Record<string, unknown> = {}): Logger {
  return pino({
    level,
    base: { pid: process.pid, ...fields },
    redact: ['*.token', '*.password', '*.env', 'headers.authorization', '*.headers.authorization'],
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
