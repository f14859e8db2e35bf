/** Whether only the machine itself reaches this host. @param host as a name, an address, or a URL's `hostname`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^\[?::1\]?$/.test(host) || /^127(\.\d{1,3}){3}$/.test(host);
}
