/** A run's question as its row keeps it. */
import { createHash } from 'node:crypto';
import type { ConfirmationRequest } from '../executors/executor.ts';
import { type Columns, insertRows, type Statement } from '../store/sql.ts';
import type { Claim } from '../tasks/claimRun.ts';
import { canonicalJson } from './canonicalJson.ts';

const TITLE_CHARS_MAX = 2000;
const TOOL_CHARS_MAX = 200;
const DESCRIPTION_CHARS_MAX = 4000;
/** What a row can hold, and a person might read. */
const CONTENT_CHARS_MAX = 2 * 1024 * 1024;

export interface AskedQuestion {
  /** Chosen by whoever asks: asking again after an answer that got lost finds the row. */
  id: string;
  claim: Claim;
  projectId: string;
  request: ConfirmationRequest;
  /** Seconds that it waits for an answer. */
  timeout: number;
}

/** Nobody can judge it, so nobody is asked: it has to be denied. */
export function isTooLarge({ detail, input }: ConfirmationRequest): boolean {
  return detail.length > CONTENT_CHARS_MAX || canonicalJson(input).length > CONTENT_CHARS_MAX;
}

/** Of what makes a request the same as another: its kind, its tool and its input, whatever it is called. */
export function fingerprintOf({ kind, tool, input }: ConfirmationRequest): string {
  return createHash('sha256')
    .update(canonicalJson([kind, tool, input]))
    .digest('hex');
}

/** @param fate what differs from a question that begins to wait: its status, and who decided. */
export function insertQuestion(asked: AskedQuestion, at: Date, fate: Columns): Statement {
  const { id, claim, projectId, request } = asked;
  const row = {
    id,
    taskId: claim.taskId,
    projectId,
    run: claim.run,
    kind: request.kind,
    title: request.title.slice(0, TITLE_CHARS_MAX),
    detail: request.detail,
    description: request.description?.slice(0, DESCRIPTION_CHARS_MAX),
    agent: request.agent,
    defaultToNo: request.defaultToNo ?? false,
    fields: request.fields,
    tool: request.tool.slice(0, TOOL_CHARS_MAX),
    input: canonicalJson(request.input),
    fingerprint: fingerprintOf(request),
    secret: request.secret ?? false,
    questions: request.questions,
    options: request.options,
    defaultText: request.default,
    requestedAt: at,
    ...fate,
  };
  return insertRows('confirmations', [row]);
}
