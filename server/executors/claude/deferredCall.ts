/** A call that a hook of a settings file has put off: a person decides, and the conversation goes on from there. */
import type { Mask } from '../../logs/mask.ts';
import type { ConfirmationReply, ConfirmationRequest } from '../executor.ts';
import type { CliResult } from './cliMessages.ts';
import { confirmationOf } from './toolConfirmation.ts';

export type DeferredCall = NonNullable<CliResult['deferred_tool_use']>;

/** What a person has said of one call, for the CLI to hear when it asks for that call again. */
export interface DecidedCall {
  id: string;
  reply: ConfirmationReply;
}

export function deferredQuestion(
  { name: tool_name, input }: DeferredCall,
  mask: Pick<Mask, 'text'>,
): ConfirmationRequest {
  const asked = confirmationOf({ tool_name, input }, mask);
  return {
    ...asked,
    kind: 'permission',
    description: 'A hook of the settings has put this off for a person.',
  };
}

/**
 * Hooks of settings files would put the call off again, so they are switched off until it has come. The rules of the
 * project are asked all the same: their hook is of this process.
 */
export const settingsHooksOff = { disableAllHooks: true };

export const settingsHooksOn = {
  type: 'control_request',
  request_id: 'hooks',
  request: { subtype: 'apply_flag_settings', settings: { disableAllHooks: false } },
};

/** @param forbidden why a rule doesn't allow it, whoever does. */
export function decidedAnswer({ reply }: DecidedCall, forbidden: string | undefined): object {
  const denied =
    forbidden ?? (reply.decision === 'deny' ? reply.reason || 'The user declined this action.' : undefined);
  if (denied !== undefined) return { permissionDecision: 'deny', permissionDecisionReason: denied };
  return {
    permissionDecision: 'allow',
    ...(reply.updatedInput === undefined ? {} : { updatedInput: reply.updatedInput }),
  };
}
