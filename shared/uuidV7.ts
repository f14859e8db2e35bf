/**
 * A UUID of version 7 (RFC 9562): 48 bits of Unix time in milliseconds, then random ones.
 * @param random a UUID of version 4, whose random bits it takes; whoever calls knows a good source of them.
 */
export function uuidV7From(timeMs: number, random: string): string {
  const time = Math.floor(timeMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}
