import type { ConfirmationReply, ConfirmationRequest, RunContext, RunEvent } from '../executor.ts';

/** Asks people while no process of the run is there. @returns undefined if the run is ended before anybody answers. */
export async function* answered(
  { signal }: Pick<RunContext, 'signal'>,
  request: ConfirmationRequest,
): AsyncGenerator<RunEvent, ConfirmationReply | undefined> {
  const { promise, resolve } = Promise.withResolvers<ConfirmationReply | undefined>();
  const onAbort = () => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    yield { type: 'confirmation_required', request, reply: resolve };
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
