/** Text of the main conversation while it comes: shown line by line, and not again when its message is whole. */
import type { Mask } from '../../../logs/mask.ts';
import type { CliMessage } from '../cliMessages.ts';

/** A paragraph that grows slowly is shown in parts, from this length on. */
const PART_CHARS_MIN = 80;

type StreamEvent = Extract<CliMessage, { type: 'stream_event' }>['event'];

export class OpenText {
  /** Messages whose text was shown while it came. */
  readonly #shown = new Set<string>();
  readonly #mask: Pick<Mask, 'cutBefore'>;
  #message = '';
  #open = '';

  /** @param mask knows where a text may be shown in parts. */
  constructor(mask: Pick<Mask, 'cutBefore'>) {
    this.#mask = mask;
  }

  wasShown(messageId: string): boolean {
    return this.#shown.has(messageId);
  }

  /** @returns what is whole by now. */
  grow(event: StreamEvent): string {
    if (event.type === 'message_start') this.#message = event.message.id;
    if (event.type !== 'content_block_delta') return this.close();
    this.#shown.add(this.#message);
    this.#open += event.delta.text;
    const end = this.#open.lastIndexOf('\n');
    if (end < 0) return '';
    const lines = this.#open.slice(0, end);
    this.#open = this.#open.slice(end + 1);
    return lines;
  }

  /** What has come of an unfinished line, up to its last word. */
  part(): string {
    const end = this.#open.lastIndexOf(' ');
    if (end < PART_CHARS_MIN) return '';
    const place = this.#mask.cutBefore(this.#open, end);
    const text = this.#open.slice(0, place);
    // The space between two parts is the line's end.
    this.#open = this.#open.slice(place === end ? end + 1 : place);
    return text;
  }

  close(): string {
    const rest = this.#open;
    this.#open = '';
    return rest;
  }
}
