/** Whether a server and the extension know the same: all but the last number of their versions, as in 1.2.3, agree. */
export function sameRelease(one: string, other: string): boolean {
  const release = (version: string) => version.split('.').slice(0, 2).join('.');
  return release(one) === release(other);
}
