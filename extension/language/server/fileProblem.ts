import type { Path } from './taskFileText.ts';

/** Something wrong in a file. */
export interface FileProblem {
  path: Path;
  code: string;
  /** A sentence or two for a person. */
  message: string;
  /** The key is wrong, rather than what stands under it. */
  onKey?: boolean;
}
