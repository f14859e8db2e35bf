/** What a project says that the failures of its programs mean, beyond the tables of the kinds. */
import { z } from 'zod';
import { programErrorClasses } from './errorClasses.ts';
import { unicodeText } from './unicode.ts';

/** Those that end a program which doesn't catch them, by the names that runs show (signal(7)). */
const endingSignals = (
  'SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 ' +
  'SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGIO SIGPWR SIGSYS'
).split(' ');

const PATTERNS_MAX = 50;
const OUTPUT_CHARS_MAX = 500;

/** All that it names has to hold. */
export const errorPatternSchema = z
  .strictObject({
    exit_code: z.int().min(0).max(255).optional(),
    signal: z.enum(endingSignals).optional().meta({ description: 'What ended the program.' }),
    output: unicodeText
      .min(1)
      .max(OUTPUT_CHARS_MAX)
      .refine((text) => !/[\r\n]/.test(text), 'must be one line')
      .optional()
      .meta({
        description:
          'What a line of its last output, stdout or stderr, has to contain; `*` stands for any characters.',
      }),
    error_class: z.enum(programErrorClasses),
  })
  .superRefine(({ exit_code, signal, output }, context) => {
    if (exit_code === undefined && signal === undefined && output === undefined)
      context.addIssue({ code: 'custom', message: 'needs exit_code, signal or output' });
    if (exit_code !== undefined && signal !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['signal'],
        message: 'can’t be together with exit_code: what a signal ends has none',
      });
  })
  .meta({ id: 'ErrorPattern' });
export type ErrorPattern = z.output<typeof errorPatternSchema>;

export const errorPatternsSchema = z.array(errorPatternSchema).max(PATTERNS_MAX);
