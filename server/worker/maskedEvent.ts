/** What a run says, without the secrets of its project: nothing else of it may leave the worker. */
import type { RunEvent } from '../executors/executor.ts';
import { type Mask, noMask } from '../logs/mask.ts';
import type { RunFailure } from '../tasks/failRun.ts';

export function maskedEvent(event: RunEvent, mask: Mask): RunEvent {
  if (mask === noMask) return event;
  switch (event.type) {
    case 'started':
    case 'session':
    case 'account':
      return event;
    case 'raw':
      return { ...event, line: mask.text(event.line) };
    case 'output':
      return { ...event, lines: { ...event.lines, text: mask.text(event.lines.text) } };
    case 'confirmation_required':
    case 'tool_use': {
      const { title, detail, description, agent, fields, tool, input, questions, options } = event.request;
      // An answer brings its own input only where a person has edited it; the run has its own all the time.
      const shown = {
        title: mask.text(title),
        detail: mask.text(detail),
        tool,
        input: mask.value(input),
        ...(description !== undefined && { description: mask.text(description) }),
        ...(agent && { agent: mask.value(agent) }),
        ...(fields && { fields: mask.value(fields) }),
        ...(questions && { questions: mask.value(questions) }),
        ...(options && { options: mask.value(options) }),
        ...(event.request.default !== undefined && { default: mask.text(event.request.default) }),
      };
      return { ...event, request: { ...event.request, ...shown } };
    }
    case 'progress':
      return { ...event, progress: mask.value(event.progress) };
    case 'completed':
      return { ...event, result: mask.value(event.result), figures: mask.value(event.figures) };
    case 'error':
      return { ...event, failure: maskedFailure(event.failure, mask), figures: mask.value(event.figures) };
  }
}

export function maskedFailure(failure: RunFailure, mask: Mask): RunFailure {
  return { ...failure, message: mask.text(failure.message), advice: mask.text(failure.advice) };
}
