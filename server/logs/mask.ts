/** Hides the secrets of a run in everything that leaves its worker. */
import { secretForms } from './secretForms.ts';

const HIDDEN = '***';
/** Secrets that run into each other without end leave no clean place: then a line is cut where it has to be. */
const CUT_MOVES_MAX = 100;

export interface Mask {
  /** The text without the secrets; it has as many lines as before. */
  text(text: string): string;
  /** A JSON value without the secrets, in names and texts. */
  value<T>(value: T): T;
  /** The last place up to `at` where a text may be cut, so that no secret is split. */
  cutBefore(text: string, at: number): number;
}

/** Of a run without secrets: costs nothing. */
export const noMask: Mask = { text: (text) => text, value: (value) => value, cutBefore: (_text, at) => at };

/** @param secrets values; those with several lines are hidden line by line. */
export function createMask(secrets: Iterable<string>): Mask {
  const forms = [...new Set([...secrets].flatMap(secretForms))];
  if (forms.length === 0) return noMask;
  // Of two that begin alike the longer one has to be found.
  const pattern = forms
    .toSorted((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('|');
  const finder = new RegExp(pattern, 'g');
  const mask: Mask = {
    text: (text) => hidden(text, finder),
    value: (value) => hiddenThroughout(value, mask) as typeof value,
    cutBefore: (text, at) => {
      let place = at;
      for (let moves = 0; moves < CUT_MOVES_MAX; moves++) {
        const earlier = Math.min(...forms.map((form) => beginningBefore(text, place, form)));
        if (earlier === place || earlier === 0) break;
        place = earlier;
      }
      return place;
    },
  };
  return mask;
}

/** In one pass. Secrets that overlap are hidden together. */
function hidden(text: string, finder: RegExp): string {
  finder.lastIndex = 0;
  let match = finder.exec(text);
  if (!match) return text;
  const parts: string[] = [];
  let written = 0;
  let end = 0;
  while (match) {
    if (match.index >= end) {
      parts.push(text.slice(written, match.index), HIDDEN);
      end = match.index;
    }
    end = Math.max(end, match.index + match[0].length);
    written = end;
    finder.lastIndex = match.index + 1;
    match = finder.exec(text);
  }
  parts.push(text.slice(written));
  return parts.join('');
}

function hiddenThroughout(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask.text(value);
  if (Array.isArray(value)) return value.map((item) => hiddenThroughout(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [mask.text(name), hiddenThroughout(item, mask)]),
  );
}

/** Where a form begins that may go on behind `at`; `at` if none does. */
function beginningBefore(text: string, at: number, form: string): number {
  for (let from = Math.max(0, at - form.length + 1); from < at; from++) {
    from = text.indexOf(form[0] as string, from);
    if (from < 0 || from >= at) return at;
    if (form.startsWith(text.slice(from, at))) return from;
  }
  return at;
}
