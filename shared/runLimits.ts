/** What a run may use before it is ended; whatever is left out is not limited. */
import { z } from 'zod';

const WEEK_SECONDS = 604_800;

/** The log keeps so many bytes of its head and of its tail together, unless told otherwise. */
export const OUTPUT_BYTES_DEFAULT = 100 * 1024 * 1024;

export const runLimitsSchema = z
  .strictObject({
    memory_bytes: z
      .int()
      .min(1024 * 1024)
      .optional()
      .meta({ description: 'Resident memory of all processes together.' }),
    cpu_percent: z
      .number()
      .min(1)
      .max(100_000)
      .optional()
      .meta({ description: 'Of one core, over all processes: more than this for 10 s ends the run.' }),
    output_bytes: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'A longer log keeps its head and its tail; the run goes on.' }),
    silence_seconds: z
      .number()
      .min(1)
      .max(WEEK_SECONDS)
      .optional()
      .meta({ description: 'So long without output and without use of the CPU ends the run.' }),
  })
  .meta({ id: 'RunLimits' });
export type RunLimits = z.infer<typeof runLimitsSchema>;
