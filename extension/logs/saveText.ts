/** Writes text into a file that a person chose, as it comes. What is only half there is taken away again. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';

/** Files that aren't on a disk of this machine can only be written at once. */
const AT_ONCE_BYTES_MAX = 32 * 1024 * 1024;

/**
 * The file is there whole, or as it was before.
 * @param parts their text, one after the other; taken as fast as they can be written.
 * @throws what `parts` or the file system throws; an AbortError when the signal ended it.
 */
export async function saveText(
  target: vscode.Uri,
  parts: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  if (target.scheme !== 'file') return saveAtOnce(target, parts, signal);
  const unfinished = `${target.fsPath}.${process.pid}-${Date.now()}.part`;
  try {
    await pipeline(Readable.from(parts), createWriteStream(unfinished, { flags: 'wx' }), { signal });
    await rename(unfinished, target.fsPath);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function saveAtOnce(
  target: vscode.Uri,
  parts: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const part of parts) {
    signal.throwIfAborted();
    const piece = Buffer.from(part);
    bytes += piece.length;
    if (bytes > AT_ONCE_BYTES_MAX) {
      const most = AT_ONCE_BYTES_MAX / 1024 ** 2;
      throw new Error(t('There, a file may have {0} MiB at most. Choose a place on the disk.', most));
    }
    pieces.push(piece);
  }
  await vscode.workspace.fs.writeFile(target, Buffer.concat(pieces));
}
