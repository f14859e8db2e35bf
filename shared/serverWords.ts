/** What the server says, in the editor's language. */
import { t } from './l10n.ts';
import { serverSentences } from './serverSentences.ts';
import { statusInWords } from './stateWords.ts';
import { taskStates } from './taskState.ts';

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
    if (whole !== undefined) return t(sentence, ...values.map(valueInWords));
  }
  return said;
}

const anyState = taskStates.join('|');
const states = new RegExp(`^(?:${anyState})$|(?<= \\()(?:${anyState})(?=[,)])`, 'g');

/** A state, alone or behind the name of a task, and the end of a list: `build (failure), test (timeout) and 2 more`. */
function valueInWords(value: string): string {
  // English of two kinds would be mixed.
  if (t('Failed') === 'Failed') return value;
  return value
    .replace(states, stateInWords)
    .replace(/^(.*\)) and (\d+) more$/s, (_, first: string, more: string) =>
      t('{0} and {1} more', first, more),
    );
}

function stateInWords(word: string): string {
  const state = taskStates.find((each) => each === word);
  return state ? statusInWords(state) : word;
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
