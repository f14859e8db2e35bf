/** What the server says, in the editor's language. */
import { t } from './l10n.ts';
import { serverSentences } from './serverSentences.ts';

interface Pattern {
  sentence: string;
  matches: RegExp;
}

/** Those without values first, then the longest: “{0} is not executable” must not take what says more. */
const patterns: readonly Pattern[] = [...serverSentences]
  .sort((a, b) => fixedLength(b) - fixedLength(a))
  .map((sentence) => ({ sentence, matches: new RegExp(`^${expression(sentence)}$`, 's') }));

/** @param said by the server; whatever isn't one of its known sentences comes back as it is. */
export function inEditorsLanguage(said: string): string {
  for (const { sentence, matches } of patterns) {
    const [whole, ...values] = matches.exec(said) ?? [];
    if (whole !== undefined) return t(sentence, ...values);
  }
  return said;
}

function fixedLength(sentence: string): number {
  return sentence.replace(/\{\d+\}/g, '').length;
}

function expression(sentence: string): string {
  return sentence
    .split(/\{\d+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('(.*?)');
}
