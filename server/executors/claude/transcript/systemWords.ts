/** What the CLI tells of the API and of a turn's end. */
import type { CliMessage, CliResult } from '../cliMessages.ts';

type Retry = Extract<CliMessage, { subtype: 'api_retry' }>;

export function retryInWords({ error_status, attempt, max_retries, retry_delay_ms }: Retry): string {
  const seconds = (retry_delay_ms / 1000).toFixed(1);
  const what = error_status ? `the API answered ${error_status}` : 'the API can’t be reached';
  return `${what}: asked again in ${seconds} s (${attempt} of ${max_retries})`;
}

/** Undefined for a good end: the run's own last line tells its figures. */
export function endInWords({ is_error, subtype, terminal_reason }: CliResult): string | undefined {
  const reason = terminal_reason ?? subtype;
  return is_error ? `ended with an error (${reason})` : undefined;
}
