import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { RateLimitInfo } from '../../../../../server/executors/claude/cliMessages.ts';
import { usageLimitOf } from '../../../../../server/executors/claude/usageLimit.ts';
import { ACCOUNT_WIDE } from '../../../../../server/tasks/modelKey.ts';
import { agentSdk } from '../../../../support/agentSdk.ts';

const now = new Date('2026-11-23T21:00:00.000Z');
const limited = (result: string) => ({ is_error: true, subtype: 'success', result });
const info = (more: Partial<RateLimitInfo>): RateLimitInfo => ({ status: 'rejected', ...more });
const inSeconds = (seconds: number) => now.getTime() / 1000 + seconds;

test('every text that the SDK exports as a usage limit is known as one', { timeout: 300_000 }, async () => {
  const module: unknown = await import(pathToFileURL(join(await agentSdk(), 'sdk.mjs')).href);
  const { USAGE_LIMIT_ERROR_PREFIXES: prefixes } = z
    .object({ USAGE_LIMIT_ERROR_PREFIXES: z.array(z.string()).min(12) })
    .parse(module);
  expect(prefixes.filter((prefix) => !usageLimitOf(limited(prefix), {}, now))).toEqual([]);
});

describe('until when it holds', () => {
  test('the time that the CLI tells apart goes before its words', () => {
    const limit = usageLimitOf(
      limited("You've hit your 5-hour limit · resets 9:02pm (UTC)"),
      { info: info({ resetsAt: inSeconds(90) }) },
      now,
    );
    expect(limit?.until).toEqual(new Date('2026-11-23T21:01:30.000Z'));
  });

  test('of two resets the earlier one', () => {
    const facts = { info: info({ resetsAt: inSeconds(900), overageResetsAt: inSeconds(60) }) };
    const limit = usageLimitOf(limited("You've hit your limit · resets 9:01pm (UTC)"), facts, now);
    expect(limit?.until).toEqual(new Date('2026-11-23T21:01:00.000Z'));
  });

  test('without any time it is asked again after an hour', () => {
    const limit = usageLimitOf(limited("You've hit your monthly spend limit."), {}, now);
    expect(limit?.until).toEqual(new Date('2026-11-23T22:00:00.000Z'));
  });

  test.each([
    ["You're out of usage credits · resets 9:30pm (UTC)", {}],
    ["You've hit your 5-hour limit · resets 9:30pm (UTC) · out of usage credits", {}],
    [
      "You've hit your weekly limit · resets 9:30pm (UTC)",
      { info: info({ overageDisabledReason: 'org_level_disabled' }) },
    ],
  ])('%s is waited for', (text, facts) => {
    expect(usageLimitOf(limited(text), facts, now)?.until).toEqual(new Date('2026-11-23T21:30:00.000Z'));
  });

  test.each([
    ["You're out of usage credits", {}],
    ["You're out of extra usage", {}],
    ['Your org is out of usage · add funds to continue', {}],
    ['Your org is out of usage · contact your admin', {}],
    ["Your seat type doesn't include usage credits", {}],
    ["Your seat type doesn't include usage", {}],
    ['Your usage allocation has been disabled by your admin · ask your admin for a higher limit', {}],
    ["Your group's usage limit is set to $0 · ask your admin for a higher limit", {}],
    ['Fable 5.2 requires usage credits. Switch to another model to continue.', {}],
    ['This service is disabled for your org', {}],
    ["You've hit your limit", { info: info({ overageDisabledReason: 'org_level_disabled' }) }],
    [
      "You've hit your limit · resets 9:30pm (UTC)",
      { info: info({ resetsAt: inSeconds(1800), errorCode: 'credits_required' }) },
    ],
  ])('%s is a person’s to change, and no time helps', (text, facts) => {
    expect(usageLimitOf(limited(text), facts, now)).toMatchObject({
      text,
      until: { wrong: expect.any(String) },
    });
  });
});

describe('whom it holds', () => {
  test.each([
    ["You've hit your 5-hour limit · resets 9:30pm (UTC)", 'five_hour', ACCOUNT_WIDE],
    ["You've hit your weekly limit · resets 9:30pm (UTC)", 'seven_day', ACCOUNT_WIDE],
    ["You've hit your Opus limit · resets 9:30pm (UTC)", 'seven_day_opus', 'opus'],
    ["You've hit your weekly limit · resets 9:30pm (UTC)", 'seven_day_sonnet', 'sonnet'],
    [
      "You've hit your Fable limit · resets 9:30pm (UTC). Switch to another model to continue.",
      'seven_day_overage_included',
      'fable',
    ],
    ["You've hit your limit · resets 9:30pm (UTC)", 'seven_day_overage_included', 'haiku'],
    ["You've hit your weekly limit. Switch to Sonnet to go on.", undefined, ACCOUNT_WIDE],
    ['Opus 5 (1M context) requires usage credits.', undefined, 'opus'],
    ["You're out of usage credits", 'overage', ACCOUNT_WIDE],
  ])('%s of %s: %s', (text, rateLimitType, model) => {
    const facts = { info: info({ rateLimitType }), model: 'claude-haiku-5-20261001' };
    expect(usageLimitOf(limited(text), facts, now)?.model).toBe(model);
  });

  test('without a name in the text, credits that are required are the present model’s', () => {
    const facts = { info: info({ errorCode: 'credits_required' }), model: 'claude-fable-5-2' };
    const result = { ...limited('API Error: Request rejected (429)'), api_error_status: 429 };
    expect(usageLimitOf(result, facts, now)).toMatchObject({
      model: 'fable',
      until: { wrong: expect.any(String) },
    });
  });
});

test.each([
  ['an answer that speaks of limits', { ...limited("You've hit your session limit"), is_error: false }],
  ['another error', limited('API Error: 529 overloaded')],
  ['a limit of turns', { is_error: true, subtype: 'error_max_turns', result: null }],
])('%s is no usage limit', (_case, result) => {
  expect(usageLimitOf(result, {}, now)).toBeUndefined();
});
