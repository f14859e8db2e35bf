/** What a run asks, and who answered what after how long, as lines of its log. */
import type { AskedQuestion } from '../confirmations/askedQuestion.ts';
import type { Verdict } from '../confirmations/decideByRule.ts';
import type { ConfirmationRequest } from '../executors/executor.ts';
import type { ConfirmationRow } from '../store/confirmation.entity.ts';
import { answerInWords, questionInWords } from './questionWords.ts';

export class QuestionLog {
  readonly #say: (text: string) => void;
  readonly #open = new Map<string, Pick<AskedQuestion, 'request' | 'timeout'>>();
  #latest = '';

  /** @param say writes a line, without the secrets that it may have. */
  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** @param id of the row, which may be older than the question. */
  asked(id: string, { request, timeout }: AskedQuestion): void {
    this.#open.set(id, { request, timeout });
    this.#latest = id;
    this.#say(questionInWords(request));
  }

  /** Nobody had to be asked. */
  decided({ title }: Pick<ConfirmationRequest, 'title'>, { decision, answeredBy, reason }: Verdict): void {
    const who = answeredBy.startsWith('project ')
      ? ''
      : `${decision === 'allow' ? 'allowed' : 'denied'} by ${answeredBy}, `;
    this.#say(`${title}: ${who}${reason}`);
  }

  refused({ title }: Pick<ConfirmationRequest, 'title'>, reason: string): void {
    this.#say(`${title}: denied, ${reason}`);
  }

  /** @param overruled why it is denied, whatever the answer was. */
  answered(row: ConfirmationRow, overruled: string | undefined): void {
    this.#end(row.id, (name) => answerInWords(row, name, overruled));
  }

  /** @param handedBack the run ends, and the next one asks again. */
  ended(id: string, how: 'expired' | 'withdrawn' | 'over', handedBack: boolean): void {
    const seconds = this.#open.get(id)?.timeout;
    this.#end(id, (name) => {
      if (how === 'expired') return `expired after ${seconds} s${name}`;
      return how === 'over' && handedBack ? `asked again by the next run${name}` : `withdrawn${name}`;
    });
  }

  /** Where others are open, or were asked since, the line says which one it is about. */
  #end(id: string, words: (name: string) => string): void {
    const title = this.#open.get(id)?.request.title;
    this.#open.delete(id);
    const alone = this.#open.size === 0 && this.#latest === id;
    this.#say(words(alone || title === undefined ? '' : ` (${title})`));
  }
}
