import type { LogLine } from '#shared/logs.ts';
import { aside, note, print } from './terminal.ts';

/** A line as the task printed it, on the stream it printed it to; what Switchyard adds goes to stderr. */
export function printLogLine({ stream, text }: LogLine): void {
  if (stream === 'stdout') print(text);
  else if (stream === 'stderr') note(text);
  else aside(text);
}
