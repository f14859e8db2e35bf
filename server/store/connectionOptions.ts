import type { ConnectionOptions } from 'mysql2/promise';

type Options = Pick<ConnectionOptions, 'host' | 'port' | 'password' | 'socketPath'> & {
  user: string;
  database: string;
};

/** `mysql://user:password@host:port/database`, or with `?socket=/path` a Unix socket, as the driver takes it. */
export function connectionOptions(databaseUrl: string): Options {
  const url = new URL(databaseUrl);
  const socketPath = url.searchParams.get('socket');
  return {
    user: decodeURIComponent(url.username || 'root'),
    database: decodeURIComponent(url.pathname.slice(1)) || 'switchyard',
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(socketPath ? { socketPath } : { host: url.hostname, port: Number(url.port || 3306) }),
  };
}
