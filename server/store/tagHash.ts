import { createHash } from 'node:crypto';

/** 32 hex digits for a tag's key and value, which may be too long for an index. Nothing secret rests on it. */
export function tagHash(key: string, value: string): string {
  return createHash('md5')
    .update(JSON.stringify([key, value]))
    .digest('hex');
}
