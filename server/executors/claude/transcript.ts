/** A conversation as a log that people read: text as it comes, tools with their input, results in short. */
import type { LogStream } from '#shared/logs.ts';
import { type Mask, noMask } from '../../logs/mask.ts';
import type { CliMessage, CliResult, ContentBlock } from './cliMessages.ts';

const INPUT_CHARS_MAX = 4000;
const RESULT_LINES_MAX = 10;
const RESULT_LINE_CHARS_MAX = 500;
/** A paragraph that grows slowly is shown in parts, from this length on. */
const PART_CHARS_MIN = 80;

/** One or more lines. */
export interface Said {
  stream: LogStream;
  text: string;
}

export class Transcript {
  /** Messages whose text was shown while it came. */
  readonly #shown = new Set<string>();
  #message = '';
  #open = '';
  readonly #mask: Pick<Mask, 'cutBefore'>;

  /** @param mask knows where a text may be shown in parts. */
  constructor(mask: Pick<Mask, 'cutBefore'> = noMask) {
    this.#mask = mask;
  }

  read(message: CliMessage): Said[] {
    switch (message.type) {
      case 'system':
        return [systemText(message)].filter(Boolean).map((text) => ({ stream: 'system' as const, text }));
      case 'stream_event':
        return said(this.#grow(message.event));
      case 'assistant': {
        const shown = this.#shown.has(message.message.id);
        const blocks = message.message.content.filter(({ type }) => type !== 'text' || !shown);
        return [...said(this.#close()), ...blocks.flatMap(sayBlock)];
      }
      case 'user':
        return message.message.content.filter(({ type }) => type === 'tool_result').flatMap(sayBlock);
      case 'result':
        return [...said(this.#close()), { stream: 'system', text: summary(message) }];
      default:
        return [];
    }
  }

  /** What has come of an unfinished line, up to its last word; to be called now and then. */
  part(): Said[] {
    const end = this.#open.lastIndexOf(' ');
    if (end < PART_CHARS_MIN) return [];
    const place = this.#mask.cutBefore(this.#open, end);
    const text = this.#open.slice(0, place);
    // The space between two parts is the line's end.
    this.#open = this.#open.slice(place === end ? end + 1 : place);
    return said(text);
  }

  #grow(event: Extract<CliMessage, { type: 'stream_event' }>['event']): string {
    if (event.type === 'message_start') this.#message = event.message.id;
    if (event.type !== 'content_block_delta') return this.#close();
    this.#shown.add(this.#message);
    this.#open += event.delta.text;
    const end = this.#open.lastIndexOf('\n');
    if (end < 0) return '';
    const lines = this.#open.slice(0, end);
    this.#open = this.#open.slice(end + 1);
    return lines;
  }

  #close(): string {
    const rest = this.#open;
    this.#open = '';
    return rest;
  }
}

function said(text: string): Said[] {
  return text === '' ? [] : [{ stream: 'stdout', text }];
}

function sayBlock(block: ContentBlock): Said[] {
  switch (block.type) {
    case 'text':
      return said(block.text);
    case 'tool_use':
      return said(`● ${block.name} ${shortened(JSON.stringify(block.input) ?? '', INPUT_CHARS_MAX)}`);
    case 'tool_result':
      return said(toolResultText(resultText(block.content), block.is_error === true));
  }
}

function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (typeof part?.text === 'string' ? part.text : `[${part?.type}]`)).join('\n');
}

function toolResultText(text: string, failed: boolean): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, RESULT_LINES_MAX).map((line) => shortened(line, RESULT_LINE_CHARS_MAX));
  if (lines.length > shown.length) shown.push(`… ${lines.length - shown.length} more lines`);
  return shown.map((line, index) => `  ${index > 0 ? ' ' : failed ? '✗' : '⎿'} ${line}`).join('\n');
}

function shortened(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}… (${text.length - max} more characters)` : text;
}

function systemText(message: Extract<CliMessage, { type: 'system' }>): string {
  if (message.subtype === 'init') return `session ${message.session_id}, model ${message.model}`;
  if (message.subtype === 'informational') return message.content;
  if (message.subtype === 'permission_denied') return `${message.tool_name}: ${message.message}`;
  if (message.subtype !== 'api_retry') return '';
  const { error_status: status, attempt, max_retries, retry_delay_ms } = message;
  const seconds = (retry_delay_ms / 1000).toFixed(1);
  const what = status ? `the API answered ${status}` : 'the API can’t be reached';
  return `${what}: asked again in ${seconds} s (${attempt} of ${max_retries})`;
}

function summary({ subtype, is_error, num_turns, duration_ms, total_cost_usd }: CliResult): string {
  const turns = `${num_turns} ${num_turns === 1 ? 'turn' : 'turns'}`;
  const end = is_error ? `ended with an error (${subtype})` : 'done';
  return `${end}: ${turns}, ${(duration_ms / 1000).toFixed(1)} s, $${total_cost_usd.toFixed(4)} in this session`;
}
