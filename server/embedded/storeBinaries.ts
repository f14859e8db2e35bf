/** The two stores that Switchyard can run for itself. */
export type StoreName = 'redis' | 'mariadb';

/** Where a store's program was found; tried in this order. */
export type BinarySource = 'path' | 'installed' | 'rootless';

/** A program that was run once and said its version. */
export interface StoreBinary {
  file: string;
  /** Words that come before the server's own arguments, when `file` is a loader. */
  leadingArgs?: string[];
  /** Added to the environment: where unpacked libraries lie. */
  env: Record<string, string>;
  version: string;
  source: BinarySource;
}

export interface StoreRequirement {
  label: string;
  /** Debian and Ubuntu packages that hold the server but start no system service. */
  packages: readonly string[];
  /** File names of the server, the first that works is taken. */
  programs: readonly string[];
  /** Least [major, minor] version. */
  least: readonly [number, number];
  /** Finds the version in what `--version` prints. */
  versionPattern: RegExp;
  urlVariable: string;
}

/**
 * Debian's redis-server is a link to redis-check-rdb of redis-tools, which tells by its own name what it
 * is to be; the package redis-server would start a service beside ours.
 */
export const storeRequirements: Readonly<Record<StoreName, StoreRequirement>> = {
  redis: {
    label: 'Redis',
    packages: ['redis-tools'],
    programs: ['redis-server', 'valkey-server', 'redis-check-rdb'],
    least: [6, 2],
    versionPattern: /v=(\d+\.\d+[.\d]*)/,
    urlVariable: 'SWITCHYARD_REDIS_URL',
  },
  mariadb: {
    label: 'MariaDB',
    packages: ['mariadb-server-core'],
    programs: ['mariadbd'],
    least: [10, 11],
    versionPattern: /Ver (\d+\.\d+[.\d]*)-MariaDB/,
    urlVariable: 'SWITCHYARD_DATABASE_URL',
  },
};
