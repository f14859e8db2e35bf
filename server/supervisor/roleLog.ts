import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';

export interface RoleLog {
  /** Never throws and never blocks: without a disk the lines are lost, not the role. */
  write(chunk: Buffer): void;
  close(): Promise<void>;
}

/** Size of one file and number of older, compressed ones: less than 20 MB for each role. */
const fileSize = '10M';
const olderFiles = 5;
/** What may wait for a slow disk before lines are dropped. */
const maxWaitingBytes = 16_000_000;
/** Pause before a log that failed is opened anew. */
const reopenAfterMs = 10_000;

/** The log of a role, `<dataDir>/log/<role>.log`; it outlives the restarts of the role's process. */
export async function openRoleLog(
  dataDir: string,
  role: string,
  report: (line: string) => void,
): Promise<RoleLog> {
  const folder = join(dataDir, 'log');
  await mkdir(folder, { recursive: true });
  let failedAt = Number.NEGATIVE_INFINITY;
  let stream: RotatingFileStream | undefined;

  const open = () => {
    const opened = createRotatingFile(folder, role);
    opened.on('error', (error: Error) => {
      if (stream !== opened) return;
      failedAt = performance.now();
      stream = undefined;
      report(`The log of ${role} can't be written: ${error.message}`);
    });
    return opened;
  };

  return {
    write(chunk) {
      if (stream === undefined && performance.now() - failedAt > reopenAfterMs) stream = open();
      if (stream !== undefined && stream.writableLength < maxWaitingBytes) stream.write(chunk);
    },
    async close() {
      const closing = stream;
      stream = undefined;
      await new Promise<void>((resolve) => (closing ? closing.end(() => resolve()) : resolve()));
    },
  };
}

function createRotatingFile(folder: string, role: string): RotatingFileStream {
  return createStream(`${role}.log`, {
    path: folder,
    size: fileSize,
    maxFiles: olderFiles,
    compress: 'gzip',
    mode: 0o600,
  });
}
