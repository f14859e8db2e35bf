/** A conversation as a log that people read: text as it comes, tools with their input, results in short. */
import type { LogStream } from '#shared/logs.ts';
import { type Mask, noMask } from '../../../logs/mask.ts';
import type { BackgroundMessage, CliMessage, ContentBlock } from '../cliMessages.ts';
import { endOfAgent, reportLines } from './backgroundLines.ts';
import { OpenText } from './openText.ts';
import { agentInWords, type Call, Page } from './page.ts';
import { firstLines } from './shortened.ts';
import { Speakers, type Thread } from './speakers.ts';
import { isStepTool, stepsChangeOf } from './stepTools.ts';
import { endInWords, retryInWords } from './systemWords.ts';
import { toolCallLines } from './toolCallLines.ts';
import { IN_BACKGROUND, resultText, toolResultLines } from './toolResultLines.ts';

const THOUGHT_LINES_MAX = 100;
/** Of a call is known for so long what it was; work in the background may end after many others. */
const CALLS_KEPT = 1000;
/** They make subagents. */
const AGENT_TOOLS = new Set(['Agent', 'Task']);

/** One or more lines. */
export interface Said {
  stream: LogStream;
  text: string;
}

type UserMessage = Extract<CliMessage, { type: 'user' }>;
type ToolUse = Extract<ContentBlock, { type: 'tool_use' }>;
type ToolResult = Extract<ContentBlock, { type: 'tool_result' }>;

export class Transcript {
  readonly #text: OpenText;
  readonly #speakers = new Speakers();
  readonly #page = new Page(this.#speakers.main);
  /** By id, the oldest first. */
  readonly #calls = new Map<string, Call>();
  #cwd = '';
  #session = '';

  /** @param mask knows where a text may be shown in parts. */
  constructor(mask: Pick<Mask, 'cutBefore'> = noMask) {
    this.#text = new OpenText(mask);
  }

  read(message: CliMessage): Said[] {
    switch (message.type) {
      case 'system':
        return this.#system(message);
      case 'stream_event':
        // A subagent's text comes whole.
        return message.parent_tool_use_id ? [] : this.#mainText(this.#text.grow(message.event));
      case 'assistant':
        return this.#assistant(message);
      case 'user':
        return said(this.#user(message));
      case 'result': {
        const words = endInWords(message);
        return [...this.#mainText(this.#text.close()), ...(words ? system(words) : [])];
      }
      default:
        return [];
    }
  }

  /** What has come of an unfinished line; to be called now and then. */
  part(): Said[] {
    const text = this.#text.part();
    return text === '' ? [] : this.#mainText(text);
  }

  #mainText(text: string): Said[] {
    return said(this.#page.say(this.#speakers.main, text === '' ? [] : [text]));
  }

  #assistant(message: Extract<CliMessage, { type: 'assistant' }>): Said[] {
    const thread = this.#speakers.of(message);
    const { id, content } = message.message;
    // A subagent may come between the words of the main conversation: these go on afterwards.
    const before = thread.agent ? [] : this.#mainText(this.#text.close());
    const shown = !thread.agent && this.#text.wasShown(id);
    const blocks = content.filter(({ type }) => type !== 'text' || !shown);
    return [...before, ...said(blocks.flatMap((block) => this.#block(thread, block)))];
  }

  #block(thread: Thread, block: ContentBlock): string[] {
    switch (block.type) {
      case 'text':
        thread.lastText = block.text;
        return this.#page.say(thread, block.text.split('\n'));
      case 'thinking':
        return this.#page.say(thread, thoughtLines(block.thinking));
      case 'tool_use':
        return this.#call(thread, block);
      case 'tool_result':
        return [];
    }
  }

  #call(thread: Thread, { id, name: tool, input }: ToolUse): string[] {
    const made = AGENT_TOOLS.has(tool) ? this.#speakers.called(id, input) : undefined;
    const described = toolCallLines(tool, input, this.#cwd);
    const title = made?.agent ? `Agent ${agentInWords(made.agent)}` : described.title;
    const call = { tool, input: isStepTool(tool) ? input : {}, title, thread, made };
    this.#calls.set(id, call);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > CALLS_KEPT && oldest !== undefined) this.#calls.delete(oldest);
    // The list is shown instead, as soon as it is changed.
    if (isStepTool(tool)) return [];
    return this.#page.call(call, made ? [`• ${title}`] : described.lines);
  }

  #user(message: UserMessage): string[] {
    const thread = this.#speakers.of(message);
    // What stands there besides results is a prompt, or the CLI's own words to Claude.
    return message.message.content.flatMap((block) =>
      block.type === 'tool_result' ? this.#result(thread, block, message) : [],
    );
  }

  #result(thread: Thread, block: ToolResult, { tool_use_result }: UserMessage): string[] {
    const call = this.#calls.get(block.tool_use_id);
    const failed = block.is_error === true;
    const text = resultText(block.content);
    if (call && isStepTool(call.tool)) return this.#steps(thread, call, { text, failed, tool_use_result });
    const { made } = call ?? {};
    if (made && !failed) {
      if (made.ended) return [];
      const lines = made.inBackground ? [IN_BACKGROUND] : reportLines(text);
      return this.#page.result(call, thread, lines, false);
    }
    const lines = toolResultLines({ tool: call?.tool ?? '', text, failed });
    return this.#page.result(call, thread, lines, failed);
  }

  #steps(
    thread: Thread,
    call: Call,
    {
      text,
      failed,
      tool_use_result,
    }: { text: string; failed: boolean } & Pick<UserMessage, 'tool_use_result'>,
  ): string[] {
    const change = failed ? undefined : (tool_use_result ?? stepsChangeOf(call.tool, call.input, text));
    if (!change) {
      const shown = this.#page.call(call, [`• ${call.title}`]);
      return [
        ...shown,
        ...this.#page.result(call, thread, toolResultLines({ tool: '', text, failed }), failed),
      ];
    }
    thread.steps.change(change);
    thread.stepsChanged = true;
    return [];
  }

  #system(message: Extract<CliMessage, { type: 'system' }>): Said[] {
    switch (message.subtype) {
      case 'init': {
        this.#cwd = message.cwd ?? '';
        const session = `session ${message.session_id}, model ${message.model}`;
        // Told again with each turn.
        if (session === this.#session) return [];
        this.#session = session;
        return system(session);
      }
      case 'api_retry':
        return system(retryInWords(message));
      case 'informational':
        return system(message.content);
      case 'permission_denied':
        return system(`denied without asking: ${message.tool_name}: ${message.message}`);
      case 'task_started':
      case 'task_progress':
      case 'task_notification':
        return message.skip_transcript ? [] : said(this.#background(message));
      default:
        return [];
    }
  }

  #background(message: BackgroundMessage): string[] {
    const thread = this.#speakers.atWork(message);
    return thread ? this.#agentAtWork(thread, message) : this.#otherWork(message);
  }

  #agentAtWork(thread: Thread, message: BackgroundMessage): string[] {
    switch (message.subtype) {
      case 'task_started': {
        const again = thread.ended;
        thread.ended = false;
        thread.inBackground = message.is_backgrounded === true;
        return again ? this.#page.ofAgent(thread, ['at work again'], false) : [];
      }
      case 'task_progress': {
        const { summary } = message;
        if (!summary || summary === thread.lastText) return [];
        thread.lastText = summary;
        return this.#page.ofAgent(thread, reportLines(summary), false);
      }
      case 'task_notification':
        if (thread.ended) return [];
        thread.ended = true;
        return this.#page.ofAgent(thread, endOfAgent(message, thread), message.status !== 'completed');
    }
  }

  /** A command or the like: its call told that it is in the background. */
  #otherWork(message: BackgroundMessage): string[] {
    const call = this.#calls.get(message.tool_use_id ?? '');
    const thread = call?.thread ?? this.#speakers.main;
    if (message.subtype === 'task_started') return [];
    const failed = message.subtype === 'task_notification' && message.status !== 'completed';
    return this.#page.result(call, thread, reportLines(message.summary ?? ''), failed);
  }
}

function said(lines: readonly string[]): Said[] {
  return lines.length === 0 ? [] : [{ stream: 'stdout', text: lines.join('\n') }];
}

function system(text: string): Said[] {
  return [{ stream: 'system', text }];
}

/** The editor folds them. Thoughts without a text are the API's secret. */
function thoughtLines(thinking: string): string[] {
  const text = thinking.trim();
  if (text === '') return [];
  const lines = text.split('\n');
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`;
  const shown = firstLines(lines, THOUGHT_LINES_MAX).map((line) => `    ${line}`.trimEnd());
  return [`• thinking (${count})`, ...shown];
}
