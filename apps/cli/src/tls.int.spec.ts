import { get, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { connect as connectPlainly } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authority } from '@rookery/shared-tls/testing';
import { Certificates } from '@rookery/shared-tls';
import { connect, servingCheck } from '@rookery/shared-transport';
import { Command } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

const ours = authority('the platform');
const others = authority('somebody else');
const files = ours.files();
const KEY = 'an-operators-key';

let platform: RunningPlatform;
beforeAll(async () => {
  platform = await RunningPlatform.start({
    ROOKERY_TLS_CERT_FILE: files.certFile,
    ROOKERY_TLS_KEY_FILE: files.keyFile,
    ROOKERY_TLS_CA_FILE: files.caFile,
    ROOKERY_OPERATOR_KEYS: KEY,
  });
}, 180_000);
afterAll(async () => {
  await platform.close();
  ours[Symbol.dispose]();
  others[Symbol.dispose]();
}, 60_000);

/** From elsewhere: another data folder, no certificate. */
async function command(words: string[], variables: Record<string, string>): Promise<Command> {
  const started = new Command(words, {
    ROOKERY_DATA: join(platform.folder, 'none'),
    ROOKERY_API_KEY: KEY,
    ROOKERY_TLS_CERT_FILE: '',
    ROOKERY_TLS_KEY_FILE: '',
    ROOKERY_TLS_CA_FILE: '',
    ...variables,
  });
  await started.finished();
  return started;
}

const fetched = (path: string, options: RequestOptions): Promise<number | string> =>
  new Promise((resolve) => {
    get(new URL(path, platform.openAi), options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', (error) => resolve(String((error as { code?: unknown }).code)));
  });

const shown = async (address: string): Promise<string> => {
  const [host, port] = address.split(':');
  const socket = connectSecurely({
    host,
    port: Number(port),
    ca: ours.cert,
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
};

describe('a platform whose processes have certificates', () => {
  it('serves commands that know its authority, and no others', async () => {
    expect(platform.address).toMatch(/^https:\/\//);
    const known = await command(['models', '--json'], {
      ROOKERY_ADDRESS: platform.address,
      ROOKERY_TLS_CA_FILE: files.caFile,
    });
    expect(known.process.exitCode).toBe(0);
    expect(known.stdout).toContain('simulated');
    for (const variables of [
      { ROOKERY_ADDRESS: platform.address },
      { ROOKERY_ADDRESS: platform.address, ROOKERY_TLS_CA_FILE: others.files().caFile },
      { ROOKERY_ADDRESS: platform.address.replace('https://', '') },
    ]) {
      const refused = await command(['models'], variables);
      expect([refused.process.exitCode, refused.stdout]).toEqual([4, '']);
    }
  }, 240_000);

  it('is examined and loaded by TLS as well', async () => {
    const own = {
      ROOKERY_DATA: join(platform.folder, 'data'),
      ROOKERY_TLS_CERT_FILE: files.certFile,
      ROOKERY_TLS_KEY_FILE: files.keyFile,
      ROOKERY_TLS_CA_FILE: files.caFile,
    };
    const examined = await command(['doctor', '--json'], own);
    expect([examined.process.exitCode, examined.stderr]).toEqual([0, expect.not.stringContaining('broken')]);
    const words = [
      'load',
      'generate',
      '--rate',
      '20',
      '--duration',
      '2',
      '--warm-up',
      '0',
      '--no-html',
      '--json',
    ];
    const loaded = await command(words, own);
    expect(loaded.process.exitCode).toBe(0);
    expect(loaded.stdout).toContain('"outcomes":{"OK":40}');
  }, 120_000);

  it('answers at the chat service by HTTPS alone', async () => {
    const { origin } = new URL(platform.openAi);
    expect(origin).toMatch(/^https:/);
    expect(await fetched('/health', { ca: ours.cert })).toBe(200);
    expect(await fetched('/v1/models', { ca: ours.cert, headers: { authorization: `Bearer ${KEY}` } })).toBe(
      200,
    );
    expect(await fetched('/health', { ca: others.cert })).not.toBe(200);
    const plain = await fetch(`${origin.replace('https', 'http')}/health`).catch(() => undefined);
    expect(plain).toBeUndefined();
    const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
    expect(await fetched('/health', { ca: ours.cert, ...old })).not.toBe(200);
  });

  it('bounds requests by HTTPS as by HTTP, and waits for no handshake for ever', async () => {
    const long = { ca: ours.cert, headers: { 'x-long': 'a'.repeat(20_000) } };
    expect(await fetched('/health', long)).toBe(431);
    const { hostname, port } = new URL(platform.openAi);
    const silent = connectPlainly(Number(port), hostname).on('error', () => undefined);
    await new Promise((resolve) => silent.resume().once('close', resolve));
  }, 60_000);

  it('answers nobody without a certificate at its inner ports', async () => {
    const judge = platform.addressOf('judge');
    const serves = async (address: string, own: Certificates | undefined): Promise<boolean> => {
      const channel = connect(address, {}, own);
      try {
        await servingCheck(channel, '').check(AbortSignal.timeout(10_000));
        return true;
      } catch {
        return false;
      } finally {
        channel.close();
        own?.close();
      }
    };
    expect(await serves(judge, undefined)).toBe(false);
    expect(await serves(`https://${judge}`, new Certificates({ caFile: files.caFile }))).toBe(false);
    expect(await serves(judge, new Certificates(ours.files()))).toBe(true);
  }, 60_000);

  it('takes a renewed certificate without a new start', async () => {
    const gateway = platform.address.replace('https://', '');
    const chat = new URL(platform.openAi).host;
    const judge = platform.pidOf('judge');
    const before = await shown(gateway);
    ours.renew(files);
    for (const address of [gateway, chat]) while ((await shown(address)) === before) await pause(200);
    expect(platform.pidOf('judge')).toBe(judge);
    const models = await command(['models', '--json'], {
      ROOKERY_ADDRESS: platform.address,
      ROOKERY_TLS_CA_FILE: files.caFile,
    });
    expect(models.process.exitCode).toBe(0);
  }, 120_000);

  it('does not start with a certificate and nothing to know others by', async () => {
    const refused = await command(['up', '--port', '0', '--chat-port', '0'], {
      ROOKERY_TLS_CERT_FILE: files.certFile,
      ROOKERY_TLS_KEY_FILE: files.keyFile,
    });
    expect(refused.process.exitCode).toBe(78);
    expect(refused.stderr).toContain('ROOKERY_TLS_CA_FILE is not set');
  }, 60_000);
});
