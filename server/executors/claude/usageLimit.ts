/** A used-up subscription: the CLI tells it as an answer, and when it may go on, or what a person has to do. */
import { ACCOUNT_WIDE, familyIn } from '../../tasks/modelKey.ts';
import type { CliResult, RateLimitInfo } from './cliMessages.ts';
import { resetTime } from './resetTime.ts';

/** Where no time is told, such as for a spend limit that a person has to raise. */
const UNTOLD_WAIT_MS = 3_600_000;

interface Words {
  /** How the CLI's text begins. */
  starts: RegExp;
  /** What is wrong where waiting never helps, said of the account; undefined: waiting helps. */
  wrong?: string;
  /** Only if no reset is told, waiting never helps. */
  unlessReset?: true;
}

/** The first row that fits. A unit test compares it with what the SDK exports. */
const table: readonly Words[] = [
  { starts: /^You've (?:hit|reached) your\b/ },
  { starts: /^Claude AI usage limit reached/ },
  {
    starts: /^You're out of (?:usage credits|extra usage)/,
    wrong: 'it is out of usage credits',
    unlessReset: true,
  },
  {
    starts: /^Your org is out of usage · add funds to continue/,
    wrong: 'its organization is out of usage: funds have to be added',
  },
  {
    starts: /^Your org is out of usage · contact your admin/,
    wrong: 'its organization is out of usage: its administrator has to act',
  },
  { starts: /^Your seat type doesn't include/, wrong: 'its type of seat doesn’t include this use' },
  {
    starts: /^Your usage allocation has been disabled by your admin/,
    wrong: 'its use was switched off by its administrator',
  },
  {
    starts: /^Your group's usage limit is set to \$0/,
    wrong: 'the limit of its group is $0',
  },
  {
    starts: /^(?:Fable|Haiku|Mythos|Opus|Sonnet)(?: [^·\n]{1,40})? requires usage credits/,
    wrong: 'the model requires usage credits',
  },
  { starts: /^This service is disabled for your org/, wrong: 'its organization has switched this off' },
];

/** Why nothing more may be used beyond the subscription, where only a person can change that. */
const PEOPLES_REASONS = new Set([
  'overage_not_provisioned',
  'org_level_disabled',
  'org_service_level_disabled',
  'out_of_credits',
  'seat_tier_level_disabled',
  'seat_tier_zero_credit_limit',
  'member_level_disabled',
  'member_zero_credit_limit',
  'group_zero_credit_limit',
  'no_limits_configured',
]);

export interface UsageLimit {
  /** In the CLI's words. */
  text: string;
  /** Whose window it is: a family of models, or `ACCOUNT_WIDE`. */
  model: string;
  /** When it is reset; or, where waiting never helps, what is wrong. */
  until: Date | { wrong: string };
}

/** What the CLI said apart from the text. */
export interface LimitFacts {
  /** Its latest word on a window that is used up. */
  info?: RateLimitInfo | undefined;
  /** That the run really has, whatever it asked for. */
  model?: string | undefined;
}

/** @returns undefined if the result is anything else; also an answer that only speaks of limits. */
export function usageLimitOf(
  { is_error, subtype, result, api_error_status }: Refusal,
  facts: LimitFacts,
  now: Date,
): UsageLimit | undefined {
  const text = result?.trim() ?? '';
  if (!is_error || subtype !== 'success') return undefined;
  const words = table.find(({ starts }) => starts.test(text));
  const needsCredits = facts.info?.errorCode === 'credits_required';
  if (!words && !(needsCredits && api_error_status === 429)) return undefined;
  return { text, model: modelOf(text, facts), until: until(text, words, facts.info, now) };
}

type Refusal = Pick<CliResult, 'is_error' | 'subtype' | 'result' | 'api_error_status'>;

function until(
  text: string,
  words: Words | undefined,
  info: RateLimitInfo | undefined,
  now: Date,
): UsageLimit['until'] {
  if (info?.errorCode === 'credits_required')
    return { wrong: words?.wrong ?? 'it requires usage credits for this' };
  if (words?.wrong && !words.unlessReset) return { wrong: words.wrong };
  const told = toldReset(info, now) ?? resetTime(text, now);
  if (told) return told;
  if (words?.wrong) return { wrong: words.wrong };
  if (PEOPLES_REASONS.has(info?.overageDisabledReason ?? ''))
    return { wrong: 'it may use nothing beyond its limit' };
  return new Date(now.getTime() + UNTOLD_WAIT_MS);
}

/** The CLI itself names the earlier one to people. */
function toldReset(info: RateLimitInfo | undefined, now: Date): Date | undefined {
  const told = [info?.resetsAt, info?.overageResetsAt].map((at) => (at ?? 0) * 1000);
  const future = told.filter((at) => at > now.getTime());
  return future.length > 0 ? new Date(Math.min(...future)) : undefined;
}

const NAMED = /^(?:You've (?:hit|reached) your )?(?<named>[^·\n]*?) (?:limit\b|requires usage)/;

/** A window of one family of models must not hold the others. */
function modelOf(text: string, { info, model }: LimitFacts): string {
  const named = familyIn(NAMED.exec(text)?.groups?.named ?? '');
  if (named) return named;
  const ofWindow = windowModel(info?.rateLimitType);
  if (ofWindow) return ofWindow;
  const ofPresent =
    info?.rateLimitType === 'seven_day_overage_included' || info?.errorCode === 'credits_required';
  return (ofPresent && familyIn(model ?? '')) || ACCOUNT_WIDE;
}

/** The family of models that a window is for; undefined: for all. */
export function windowModel(type: string | null | undefined): string | undefined {
  return familyIn(/^seven_day_(opus|sonnet)$/.exec(type ?? '')?.[1] ?? '');
}
