/** The C library's functions, called within this process through the optional package `koffi`. */
import { Buffer } from 'node:buffer';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import type { LibraryHandle } from 'koffi';

const O_CLOEXEC = 0o2000000;
const O_NONBLOCK = 0o4000;

/** Both ends are closed in every program that is started later. */
export interface Pipe {
  read: number;
  write: number;
}

export interface Libc {
  version: string;
  /** @throws if the library has no such function. */
  func: LibraryHandle['func'];
  /** Of the last call. */
  errno(): number;
  /** Where the bytes are. They must be kept for as long as the address is used. */
  address(bytes: Buffer): bigint;
  /** @throws what the system says. */
  pipe(options?: { blocks: boolean }): Pipe;
}

let loading: Promise<Libc> | undefined;

/** @throws why it can't be used here, for an administrator. */
export function loadLibc(): Promise<Libc> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Libc> {
  const { default: koffi } = await import('koffi').catch((error) => {
    throw new Error(`the optional package koffi can’t be loaded: ${firstLine(error)}`, { cause: error });
  });
  const library = koffi.load(null);
  const func: LibraryHandle['func'] = library.func.bind(library);
  const makePipe: (ends: number[], flags: number) => number = func('int pipe2(_Out_ int *ends, int flags)');
  return {
    version: glibcVersion(func),
    func,
    errno: () => koffi.errno(),
    address: (bytes) => koffi.address(bytes),
    pipe({ blocks } = { blocks: true }) {
      const ends: number[] = [-1, -1];
      if (makePipe(ends, blocks ? O_CLOEXEC : O_CLOEXEC | O_NONBLOCK) !== 0)
        throw systemError('pipe2', koffi.errno());
      const [read = -1, write = -1] = ends;
      return { read, write };
    },
  };
}

function glibcVersion(func: LibraryHandle['func']): string {
  try {
    const version: () => string = func('const char *gnu_get_libc_version()');
    return version();
  } catch (error) {
    throw new Error('this machine’s C library is not glibc', { cause: error });
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}

/** As Node's own errors of the system are. */
export function systemError(call: string, errno: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(-errno);
  const error = new Error(`${call}: ${code}, ${getSystemErrorMessage(-errno)}`);
  return Object.assign(error, { code, errno: -errno, syscall: call });
}

/** As C takes lists of texts: addresses, with a 0 behind them. @throws if one has a NUL, where C would end it. */
export function textList(texts: readonly string[], { address }: Pick<Libc, 'address'>): Buffer {
  const place = (texts.length + 1) * 8;
  const list = Buffer.alloc(texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, place));
  const start = address(list);
  let end = place;
  for (const [index, text] of texts.entries()) {
    if (text.includes('\0')) throw systemError('a text with a NUL', EINVAL);
    list.writeBigUInt64LE(start + BigInt(end), index * 8);
    end += list.write(text, end) + 1;
  }
  return list;
}

const EINVAL = 22;
