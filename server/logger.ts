import { type Logger, pino } from 'pino';

export type { Logger };

/** One JSON line an entry, to stdout. What may hold a secret is never handed to it; the paths below are a net. */
export function createLogger(level: string, fields: Record<string, unknown> = {}): Logger {
  return pino({
    level,
    base: { pid: process.pid, ...fields },
    serializers: { err: describeError },
    redact: ['*.token', '*.password', '*.env', 'headers.authorization', '*.headers.authorization'],
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

const MESSAGE_CHARS_MAX = 500;

/** Without what drivers hang on their errors: a statement holds the variables of a task. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error).slice(0, MESSAGE_CHARS_MAX) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message: message.slice(0, MESSAGE_CHARS_MAX),
    code: (error as { code?: unknown }).code,
    // Its first lines repeat the message.
    stack: stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .join('\n'),
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
