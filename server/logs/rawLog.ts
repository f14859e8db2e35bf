/** What a run's program said in its own format, beside the log that people read: whole, and never live. */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { constants, createGunzip, gzip } from 'node:zlib';
import { logFolder } from './logStorage.ts';

const compress = promisify(gzip);

const FLUSH_CHARS = 256 * 1024;
const FLUSH_MS = 2000;
/** As much as the log itself may have. */
const RUN_CHARS_MAX = 100 * 1024 * 1024;
const NAME = /^raw-(\d+)\.ndjson\.gz$/;

/** Of one run. Its file grows by members, each a gzip file of its own: what was written stays readable. */
export class RawLog {
  readonly #folder: string;
  readonly #file: string;
  #unwritten: string[] = [];
  #unwrittenChars = 0;
  #chars = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(storageUrl: string, taskId: string, run: number) {
    this.#folder = logFolder(fileURLToPath(storageUrl), taskId);
    this.#file = join(this.#folder, `raw-${run}.ndjson.gz`);
  }

  /** Takes a line, or drops it where there are too many. Resolves when there is room for more. */
  async write(line: string): Promise<void> {
    if (this.#chars > RUN_CHARS_MAX) return;
    this.#chars += line.length;
    this.#unwritten.push(line);
    this.#unwrittenChars += line.length;
    if (this.#unwrittenChars >= FLUSH_CHARS) return this.flush();
    this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), FLUSH_MS);
  }

  /** @throws what the file system says. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#unwritten;
    this.#unwritten = [];
    this.#unwrittenChars = 0;
    if (lines.length > 0) this.#writing = this.#writing.then(() => this.#append(`${lines.join('\n')}\n`));
    return this.#writing;
  }

  async #append(text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await appendFile(this.#file, await compress(text, { level: constants.Z_BEST_SPEED }));
  }
}

/** The bytes of all runs, in order. A member that a crash cut short ends its run. */
export async function* readRawLog(storageUrl: string, taskId: string): AsyncGenerator<Buffer, void> {
  const folder = logFolder(fileURLToPath(storageUrl), taskId);
  const names = await readdir(folder).catch(() => []);
  const runs = names.flatMap((name) => NAME.exec(name)?.[1] ?? []).sort((a, b) => Number(a) - Number(b));
  for (const run of runs) {
    const unpacked: Readable = createReadStream(join(folder, `raw-${run}.ndjson.gz`)).pipe(
      createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }),
    );
    for await (const chunk of unpacked) yield chunk as Buffer;
  }
}
