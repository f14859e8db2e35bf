import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../support/npmStart.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { runCli } from './runCli.ts';

let switchyard: Switchyard;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  switchyard = await startSwitchyard();
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  env = {
    SWITCHYARD_URL: switchyard.url,
    SWITCHYARD_TOKEN: switchyard.token,
    SWITCHYARD_DATA_DIR: join(folder, 'data'),
  };
});
afterAll(async () => {
  await switchyard?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Found {
  ok: boolean;
  checks: { name: string; status: string; detail: string; advice?: string }[];
}

async function doctor(changes: Record<string, string> = {}) {
  const { code, stdout } = await runCli(['doctor', '--json'], { ...env, ...changes });
  const { ok, checks } = JSON.parse(stdout) as Found;
  return { code, ok, statuses: Object.fromEntries(checks.map(({ name, status }) => [name, status])) };
}

describe('doctor', () => {
  test('finds all well', async () => {
    const { code, stdout } = await runCli(['doctor'], env);
    expect(stdout).toMatch(/^ok +Server +answers at http/m);
    expect(stdout).toMatch(/^ok +Ready: mysql +works$/m);
    expect(stdout).toMatch(/^ok +Token /m);
    expect(stdout).toMatch(/^ok +Worker +1 connected \(.*\), 0 of 2 slots busy$/m);
    expect(stdout).toMatch(/^ok +Redis /m);
    expect(stdout).toMatch(/All is well\.\n$/);
    expect(code).toBe(0);
  });

  test('says what is wrong with the token, and never shows it', async () => {
    const { code, statuses } = await doctor({ SWITCHYARD_TOKEN: 'swy_not_this_one' });
    expect({ code, ...statuses }).toMatchObject({ code: 1, Token: 'wrong', Server: 'ok', Worker: 'skipped' });
    const words = await runCli(['doctor'], { ...env, SWITCHYARD_TOKEN: 'swy_not_this_one' });
    expect(words.stdout).toMatch(/-> Set it with: export SWITCHYARD_TOKEN=/);
    expect(words.stdout + words.stderr).not.toContain('swy_not_this_one');
  });

  test('says when the server is away, and what to do', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stdout } = await runCli(['doctor'], { ...env, SWITCHYARD_URL: url });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^WRONG +Server +can't reach the server at .*ECONNREFUSED.*\n +-> Start one with: npm start$/m,
    );
  });

  test('says when no worker is connected', async () => {
    const lone = await startSwitchyard({ roles: 'api' });
    try {
      const { code, statuses } = await doctor({ SWITCHYARD_URL: lone.url });
      expect({ code, ...statuses }).toMatchObject({ code: 1, Worker: 'wrong', Token: 'ok' });
    } finally {
      await lone.stop();
    }
  });

  test('names a wrong setting, and a data folder that is none', async () => {
    expect((await doctor({ SWITCHYARD_PORT: 'x' })).statuses).toMatchObject({ Settings: 'wrong' });
    expect((await doctor({ SWITCHYARD_DATA_DIR: '/etc/passwd' })).statuses).toMatchObject({
      'Data folder': 'wrong',
    });
  });
});

describe('every verb', () => {
  test('says the URL and npm start when nothing answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stdout, stderr } = await runCli(['list'], { ...env, SWITCHYARD_URL: url });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Can't reach the server at ${url}`);
    expect(stderr).toContain('npm start');
  });

  test('says how to set a token that is missing', async () => {
    const { code, stderr } = await runCli(['list'], { ...env, SWITCHYARD_TOKEN: '' });
    expect(code).toBe(1);
    expect(stderr).toContain('export SWITCHYARD_TOKEN=');
  });

  test('says when what answers is not Switchyard', async () => {
    const other = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => other.once('listening', resolve));
      const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      const { code, stderr } = await runCli(['list'], { ...env, SWITCHYARD_URL: url });
      expect(code).toBe(1);
      expect(stderr).toContain(`${url} answered with something that this version doesn't understand`);
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });
});
