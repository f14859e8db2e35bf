/** The names of failures, the class that each belongs to, and so what happens after it. */
import { z } from 'zod';

export const errorTypes = ['retriable', 'non_retriable', 'critical'] as const;
export const errorTypeSchema = z.enum(errorTypes);
/** retriable: tried again while retries are left; non_retriable: fails at once; critical: and raises an alert. */
export type ErrorType = z.infer<typeof errorTypeSchema>;

const errorTypeByClass = {
  ConnectionError: 'retriable',
  TimeoutError: 'retriable',
  TemporaryFailure: 'retriable',
  RateLimitError: 'retriable',
  ServiceUnavailable: 'retriable',
  WorkerLost: 'retriable',
  CommandFailed: 'retriable',
  ConfirmationExpired: 'retriable',
  SilenceTimeout: 'retriable',
  AuthenticationError: 'non_retriable',
  PermissionError: 'non_retriable',
  ValidationError: 'non_retriable',
  SyntaxError: 'non_retriable',
  ConfigurationError: 'non_retriable',
  MemoryLimitExceeded: 'non_retriable',
  CpuLimitExceeded: 'non_retriable',
  SecurityError: 'critical',
  DataCorruption: 'critical',
  SystemFailure: 'critical',
} as const satisfies Record<string, ErrorType>;

export type ErrorClass = keyof typeof errorTypeByClass;

/** A name that isn't in the table is retriable. */
export function errorTypeOf(errorClass: string): ErrorType {
  return Object.hasOwn(errorTypeByClass, errorClass)
    ? errorTypeByClass[errorClass as ErrorClass]
    : 'retriable';
}
