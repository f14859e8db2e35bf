/** posix_spawn(3) of glibc, with what it needs to be told. */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { type Libc, systemError, textList } from './libc.ts';

/** Larger than glibc's structures of these names, on any machine. */
const ACTIONS_BYTES = 256;
const ATTRIBUTES_BYTES = 1024;
const SIGNALS_BYTES = 256;

const SETSIGDEF = 0x04;
const SETSIGMASK = 0x08;
const SETSID = 0x80;

/** Descriptors of ours, or the path of a terminal. */
export type Streams = { input: number | undefined; stdout: number; stderr: number } | { terminal: string };

export interface Spawn {
  path: string;
  /** With its own name as the first one. */
  args: readonly string[];
  /** `NAME=value` */
  env: readonly string[];
  cwd: string;
  streams: Streams;
  /** They become 3, 4 and so on. */
  descriptors: readonly number[];
}

type Call = (...values: (Buffer | number | string)[]) => number;

export class SpawnCalls {
  readonly #libc: Libc;
  readonly #spawn: (
    pid: number[],
    path: string,
    actions: Buffer,
    attributes: Buffer,
    args: Buffer,
    env: Buffer,
  ) => number;
  readonly #init: Call;
  readonly #destroy: Call;
  readonly #dup2: Call;
  readonly #open: Call;
  readonly #changeFolder: Call;
  readonly #closeFrom: Call;
  readonly #attributes: Buffer;
  readonly #actions = Buffer.alloc(ACTIONS_BYTES);

  /** @throws if the library lacks one of the functions. */
  constructor(libc: Libc) {
    const { func } = libc;
    const actions = 'posix_spawn_file_actions';
    this.#libc = libc;
    this.#spawn = func(
      'int posix_spawn(_Out_ int *pid, const char *path, void *actions, void *attributes, void *args, void *env)',
    );
    this.#init = func(`int ${actions}_init(void *actions)`);
    this.#destroy = func(`int ${actions}_destroy(void *actions)`);
    this.#dup2 = func(`int ${actions}_adddup2(void *actions, int from, int to)`);
    this.#open = func(`int ${actions}_addopen(void *actions, int to, const char *path, int flags, int mode)`);
    this.#changeFolder = func(`int ${actions}_addchdir_np(void *actions, const char *path)`);
    this.#closeFrom = newest(libc, `int ${actions}_addclosefrom_np(void *actions, int from)`);
    this.#attributes = attributes(libc);
  }

  /**
   * Returns when the child has executed `path`, with its pid. It leads a session; all signals are at their defaults,
   * none is blocked, and every descriptor is closed but for its streams and those that are named.
   * @throws what the system says.
   */
  spawn({ path, args, env, cwd, streams, descriptors }: Spawn): number {
    const argList = textList(args, this.#libc);
    const envList = textList(env, this.#libc);
    check('posix_spawn_file_actions_init', this.#init(this.#actions));
    try {
      this.#place(streams, descriptors);
      check('chdir', this.#changeFolder(this.#actions, cwd));
      const pid = [0];
      check('posix_spawn', this.#spawn(pid, path, this.#actions, this.#attributes, argList, envList));
      return pid[0] as number;
    } finally {
      this.#destroy(this.#actions);
    }
  }

  #place(streams: Streams, descriptors: readonly number[]): void {
    const moves = descriptors.map((from, index) => ({ from, to: 3 + index }));
    if ('stdout' in streams) {
      moves.push({ from: streams.stdout, to: 1 }, { from: streams.stderr, to: 2 });
      if (streams.input !== undefined) moves.push({ from: streams.input, to: 0 });
    }
    const end = 3 + descriptors.length;
    for (const { from, to } of unmixed(moves, end)) check('dup2', this.#dup2(this.#actions, from, to));
    // The leader of a session gets the first terminal that it opens as its controlling one.
    if ('terminal' in streams) this.#openAsInput(streams.terminal, constants.O_RDWR);
    else if (streams.input === undefined) this.#openAsInput('/dev/null', constants.O_RDONLY);
    if ('terminal' in streams) for (const to of [1, 2]) check('dup2', this.#dup2(this.#actions, 0, to));
    check('closefrom', this.#closeFrom(this.#actions, end));
  }

  #openAsInput(path: string, flags: number): void {
    check('open', this.#open(this.#actions, 0, path, flags, 0));
  }
}

/** Of the functions the one that came last. */
function newest({ func, version }: Libc, declaration: string): Call {
  try {
    return func(declaration);
  } catch (error) {
    throw new Error(`glibc 2.34 or newer is needed, and this is ${version}`, { cause: error });
  }
}

interface Move {
  from: number;
  to: number;
}

/**
 * Where one may lie in another's place, all are moved out of the way first.
 * @param end the first descriptor that is nobody's place.
 */
function unmixed(moves: readonly Move[], end: number): readonly Move[] {
  if (moves.every(({ from }) => from >= end)) return moves;
  const aside = Math.max(end, ...moves.map(({ from }) => from)) + 1;
  return [
    ...moves.map(({ from }, index) => ({ from, to: aside + index })),
    ...moves.map(({ to }, index) => ({ from: aside + index, to })),
  ];
}

/** The same for every start. */
function attributes({ func }: Libc): Buffer {
  const bytes = Buffer.alloc(ATTRIBUTES_BYTES);
  // All bits: sigfillset(3) leaves out two of the library's own, which would stay ignored in the program.
  const [all, none] = [Buffer.alloc(SIGNALS_BYTES, 0xff), Buffer.alloc(SIGNALS_BYTES)];
  const call = (declaration: string, ...values: (Buffer | number)[]) => {
    const named: Call = func(declaration);
    check(declaration, named(...values));
  };
  call('int posix_spawnattr_init(void *attributes)', bytes);
  call('int posix_spawnattr_setsigdefault(void *attributes, void *signals)', bytes, all);
  call('int posix_spawnattr_setsigmask(void *attributes, void *signals)', bytes, none);
  call('int posix_spawnattr_setflags(void *attributes, short flags)', bytes, SETSIGDEF | SETSIGMASK | SETSID);
  return bytes;
}

/** These return the error's number. */
function check(call: string, errno: number): void {
  if (errno !== 0) throw systemError(call, errno);
}
