/** What the last line on a terminal asks for, as far as its words tell. */

export interface Prompt {
  /** What may be typed; left out: anything. */
  options?: string[];
  /** What an answer without a text means; empty: Enter. */
  default?: string;
  /** Its words ask for something that nobody may see. */
  secret?: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be taken away
const ANSI = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b[@-_]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;

const CHOICE = /[[(]\s*(y(?:es)?\s*[/|]\s*no?(?:\s*[/|][^\])]*\]?)?)\s*[\])]\s*\??\s*[:>]?\s*$/i;
const SECRET = /(password|passphrase|passcode|\bPIN\b)[^\n:]{0,60}:\s*$/i;
const KEY = /press (any key|enter|return)[^\n]*$/i;
const QUESTION = /[^\n]{3,120}\?\s*$/;
const INPUT = /[^\n]{2,80}[:>]\s*$/;

/** Text as a person sees it: without colours, and of a line that was overwritten what is left. */
export function plainText(text: string): string {
  const lines = text.replace(ANSI, '').replaceAll('\r\n', '\n').split('\n');
  return lines.map((line) => line.replace(/^.*\r(?=[^\r])/s, '').replace(CONTROL, '')).join('\n');
}

/** Undefined where nothing looks like a prompt. */
export function readPrompt(line: string): Prompt | undefined {
  const choice = CHOICE.exec(line)?.[1];
  if (choice !== undefined) return choicePrompt(choice);
  if (SECRET.test(line)) return { secret: true };
  if (KEY.test(line)) return { default: '' };
  return QUESTION.test(line) || INPUT.test(line) ? {} : undefined;
}

/** Of choices such as `y/N` the one in capitals is what Enter means. */
function choicePrompt(choice: string): Prompt {
  const words = choice.split(/[/|]/).map((word) => word.trim());
  // What stands in brackets is a name for what may be typed, such as [fingerprint].
  const open = words.some((word) => word.startsWith('['));
  const capital = words.filter((word) => /^[A-Z]/.test(word));
  const small = words.map((word) => word.toLowerCase());
  const own = capital.length === 1 && words.length > 1 ? capital[0]?.toLowerCase() : undefined;
  return { ...(open ? {} : { options: small }), ...(own === undefined ? {} : { default: own }) };
}
