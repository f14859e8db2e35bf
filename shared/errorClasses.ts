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

/** What Switchyard alone can know: nothing that a program prints can mean them. */
const ownClasses = [
  'WorkerLost',
  'ConfirmationExpired',
  'SilenceTimeout',
  'MemoryLimitExceeded',
  'CpuLimitExceeded',
] as const satisfies readonly ErrorClass[];

/** What a project may call a failure of its programs. */
export type ProgramErrorClass = Exclude<ErrorClass, (typeof ownClasses)[number]>;
const isOfPrograms = (name: string): name is ProgramErrorClass => !ownClasses.some((own) => own === name);
export const programErrorClasses: readonly ProgramErrorClass[] =
  Object.keys(errorTypeByClass).filter(isOfPrograms);

/** A name that isn't in the table is retriable. */
export function errorTypeOf(errorClass: string): ErrorType {
  return Object.hasOwn(errorTypeByClass, errorClass)
    ? errorTypeByClass[errorClass as ErrorClass]
    : 'retriable';
}
