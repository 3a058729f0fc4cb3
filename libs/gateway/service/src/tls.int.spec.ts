import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { ServiceProcess } from '@rookery/shared-platform-processes';
import { Certificates } from '@rookery/shared-tls';
import { authority } from '@rookery/shared-tls/testing';
import { connect, servingCheck } from '@rookery/shared-transport';

const ours = authority();
let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.close();
  ours[Symbol.dispose]();
});

const lives = async (address: string, certificates?: Certificates): Promise<boolean> => {
  const channel = connect(address, {}, certificates);
  try {
    // A refused handshake ends the call at once: there is nothing to give up waiting for.
    await servingCheck(channel, 'live').check(new AbortController().signal);
    return true;
  } catch {
    return false;
  } finally {
    channel.close();
    certificates?.close();
  }
};

describe('a process with a certificate, and no authority to know others by', () => {
  const { certFile, keyFile, caFile } = ours.files();
  const variables = () => ({
    DATABASE_URL: database.connectionString,
    ROOKERY_TLS_CERT_FILE: certFile,
    ROOKERY_TLS_KEY_FILE: keyFile,
  });

  it('speaks TLS to its callers where it is the gateway', async () => {
    const gateway = await ServiceProcess.start('gateway', variables());
    try {
      const address = await gateway.address;
      expect(await lives(`https://${address}`, new Certificates({ caFile }))).toBe(true);
      expect(await lives(`https://${address}`)).toBe(false);
      expect(await lives(address)).toBe(false);
    } finally {
      await gateway.stop();
    }
  });

  it('does not start where it is a service behind the gateway', async () => {
    const judge = new ServiceProcess('judge', variables());
    await expect(judge.address).rejects.toThrow(/judge ended with 78:[^]*ROOKERY_TLS_CA_FILE is not set/);
  });

  it('does not start with a file that cannot be read, and says which', async () => {
    const gateway = new ServiceProcess('gateway', { ...variables(), ROOKERY_TLS_KEY_FILE: '/nowhere.key' });
    await expect(gateway.address).rejects.toThrow(
      /gateway ended with 78:[^]*ROOKERY_TLS_KEY_FILE is "\/nowhere.key": the file cannot be read \(ENOENT\)/,
    );
  });
});
