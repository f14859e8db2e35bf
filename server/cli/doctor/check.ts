/** What `doctor` finds out. */

/** ok: right; wrong: it must be mended; note: worth knowing, but nothing depends on it; skipped: can't be told. */
export type CheckStatus = 'ok' | 'wrong' | 'note' | 'skipped';

export interface Check {
  /** What was looked at. */
  name: string;
  status: CheckStatus;
  /** What was found, as a sentence's end: "24.1.0". */
  detail: string;
  /** What to do, where something is to be done. */
  advice?: string;
}

/** Shorthands, so that a check reads as one line. */
export const found = {
  ok: (name: string, detail: string): Check => ({ name, status: 'ok', detail }),
  wrong: (name: string, detail: string, advice: string): Check => ({ name, status: 'wrong', detail, advice }),
  note: (name: string, detail: string, advice: string): Check => ({ name, status: 'note', detail, advice }),
  skipped: (name: string, detail: string): Check => ({ name, status: 'skipped', detail }),
};
