/** What the CLI tells of the account that pays for it. */
import type { AccountWindow } from '#shared/account.ts';
import type { AccountReport } from '../executor.ts';
import type { CliMessage, RateLimitInfo } from './cliMessages.ts';
import { type LimitFacts, windowModel } from './usageLimit.ts';

export class AccountReader {
  #limit: RateLimitInfo | undefined;
  #model: string | undefined;

  /** What is needed to understand a limit that ended the run. */
  get facts(): LimitFacts {
    return { info: this.#limit, model: this.#model };
  }

  /** @returns undefined if the message says nothing of it. */
  read(message: CliMessage): AccountReport | undefined {
    switch (message.type) {
      case 'system':
        if (message.subtype !== 'init') return undefined;
        this.#model = message.model;
        // A subscription has none, and a login at a gateway neither.
        return message.apiKeySource && message.apiKeySource !== 'none' ? { kind: 'api_key' } : {};
      case 'rate_limit_event':
        if (message.rate_limit_info.status === 'rejected') this.#limit = message.rate_limit_info;
        return { kind: 'subscription', windows: windowsOf(message.rate_limit_info) };
      case 'result': {
        const expiresAt = new Date(message.credential_expires_at ?? Number.NaN);
        if (Number.isNaN(expiresAt.getTime())) return undefined;
        return { kind: 'subscription', expiresAt };
      }
      default:
        return undefined;
    }
  }
}

function windowsOf(info: RateLimitInfo): AccountWindow[] {
  const { status, utilization, unifiedWindows } = info;
  const others = Object.entries(unifiedWindows ?? {}).map(([type, use]) => windowOf(type, use));
  // A spend limit that isn't the member's own is a window of its own.
  const type = info.limitScope ?? info.rateLimitType;
  if (!type) return others;
  const used = status === 'rejected' ? 1 : utilization;
  const resetsAt = info.resetsAt ?? info.overageResetsAt;
  return [...others.filter((each) => each.type !== type), windowOf(type, { utilization: used, resetsAt })];
}

function windowOf(
  type: string,
  { utilization, resetsAt }: Pick<RateLimitInfo, 'utilization' | 'resetsAt'>,
): AccountWindow {
  const resets = typeof resetsAt === 'number' ? new Date(resetsAt * 1000).toISOString() : null;
  return { type, model: windowModel(type) ?? null, utilization: utilization ?? null, resets_at: resets };
}
