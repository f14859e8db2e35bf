/**
 * A UUID of version 7 (RFC 9562): 48 bits of Unix time in milliseconds, then random ones.
 * @param random 16 bytes, which are changed; whoever calls knows a good source of them.
 */
export function uuidV7From(timeMs: number, random: Uint8Array): string {
  for (let index = 0; index < 6; index++) random[index] = Math.floor(timeMs / 2 ** (40 - 8 * index));
  random[6] = 0x70 | ((random[6] ?? 0) & 0x0f);
  random[8] = 0x80 | ((random[8] ?? 0) & 0x3f);
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
