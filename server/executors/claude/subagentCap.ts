/** How many subagents a run may start. The CLI has given up its own bound, so calls are counted before they are made. */
const STARTS_SUBAGENT = new Set(['Agent', 'Task']);

export class SubagentCap {
  readonly #max: number | undefined;
  #started = 0;

  constructor(max: number | undefined) {
    this.#max = max;
  }

  /** @returns why the call must not be made, if it is one too many. */
  refuse(tool: string): string | undefined {
    if (this.#max === undefined || !STARTS_SUBAGENT.has(tool)) return undefined;
    if (this.#started >= this.#max)
      return `The project allows ${this.#max} subagents in a run. Do the rest without another one.`;
    this.#started++;
    return undefined;
  }
}
