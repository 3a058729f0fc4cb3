import { once } from 'node:events';
import { connect as connectHttp, constants } from 'node:http2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { InferenceServiceDefinition } from '@rookery/shared-contracts';
import { createLog } from '@rookery/shared-runtime';
import { Certificates, type CertificateFiles } from '@rookery/shared-tls';
import { authority } from '@rookery/shared-tls/testing';
import { client, connect } from '@rookery/shared-transport';
import { until } from './fixtures/test-bed.ts';
import { startService } from './start-service.ts';

const SECRET = 'a-secret-that-the-processes-of-it-share';
const ours = authority('the platform');
const others = authority('somebody else');
const LOOK_EVERY_MS = 20;

const toClose: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

function certificates(files: CertificateFiles): Certificates {
  const opened = new Certificates(files, undefined, LOOK_EVERY_MS);
  toClose.push(() => opened.close());
  return opened;
}

const definition = {
  name: InferenceServiceDefinition.name,
  fullName: InferenceServiceDefinition.fullName,
  methods: {
    listModels: InferenceServiceDefinition.methods.listModels,
  },
} as const;

/** A service whose port asks for certificates. While it is held, calls wait. */
async function started(files: CertificateFiles = ours.files()) {
  let held = Promise.resolve();
  let asked = 0;
  const service = await startService({
    name: 'inner',
    host: '127.0.0.1',
    port: 0,
    log: createLog('test', 'silent'),
    secret: SECRET,
    graceMs: 100,
    certificates: certificates(files),
    services: [
      {
        definition,
        implementation: {
          listModels: async () => {
            asked += 1;
            await held;
            return { models: [] };
          },
        },
      },
    ],
  });
  toClose.push(() => service.close());
  const calling = (own: Certificates | undefined, address = service.address) => {
    const channel = connect(address, { secret: SECRET }, own);
    toClose.push(() => channel.close());
    return client(definition, channel);
  };
  const hold = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  return { address: service.address, calling, hold, asked: () => asked };
}

describe('a service with certificates', () => {
  it('answers processes of its platform, by an address without a scheme too', async () => {
    const { calling, address } = await started();
    const own = certificates(ours.files());
    expect(await calling(own).listModels({})).toEqual({ models: [], silentServers: [], refusedModels: [] });
    expect(await calling(own, `https://${address}`).listModels({})).toBeDefined();
  });

  it('answers nobody else: neither who has the secret alone nor who has a certificate alone', async () => {
    const { calling, address, asked } = await started();
    const { caFile } = ours.files();
    const callers: readonly (readonly [who: string, Certificates | undefined, string])[] = [
      ['without TLS', undefined, address],
      ['by no certificate', certificates({ caFile }), `https://${address}`],
      ['by that of another authority', certificates({ ...others.files(), caFile }), `https://${address}`],
      ['who knows another authority', certificates(others.files()), `https://${address}`],
    ];
    for (const [who, own, at] of callers) {
      const outcome = await calling(own, at)
        .listModels({}, { timeoutMs: 5_000 })
        .then(
          () => 'answered',
          (error: { code?: string }) => error.code,
        );
      expect([who, outcome]).toEqual([who, 'UNAVAILABLE']);
    }
    const channel = connect(address, {}, certificates(ours.files()));
    toClose.push(() => channel.close());
    await expect(client(definition, channel).listModels({})).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'PLATFORM_ONLY',
    });
    expect(asked()).toBe(0);
  });

  it('is called by one name of all, where addresses are in no certificate', async () => {
    const { calling } = await started(ours.files({ names: ['platform.example'] }));
    const files = ours.files({ names: ['platform.example'] });
    expect(await calling(certificates({ ...files, name: 'platform.example' })).listModels({})).toBeDefined();
    await expect(calling(certificates(files)).listModels({}, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('takes a renewed certificate, as its callers do, and ends no call for it', async () => {
    const files = ours.files();
    const callersFiles = ours.files();
    const { calling, hold, asked } = await started(files);
    const own = certificates(callersFiles);
    const letGo = hold();
    const call = calling(own).listModels({});
    await until(() => asked() === 1);
    let [renewed, told] = [0, 0];
    own.onChange(() => (told += 1));
    certificates(files).onChange(() => (renewed += 1));
    ours.renew(files);
    ours.renew(callersFiles);
    await until(() => renewed > 0 && told > 0);
    letGo();
    expect(await call).toBeDefined();
    expect(await calling(own).listModels({})).toBeDefined();
  });

  it('allows its callers as many broken-off calls as one without', async () => {
    const { address } = await started();
    const { cert, key } = ours.issue();
    const session = connectHttp(`https://${address}`, { ca: ours.cert, cert, key });
    session.on('error', () => undefined);
    toClose.push(() => session.destroy());
    await once(session, 'connect');
    // More than a server of Node allows by itself (1000 at once).
    for (let round = 0; round < 15; round += 1) {
      const calls = Array.from({ length: 100 }, () => {
        const call = session.request({
          ':method': 'POST',
          ':path': '/none',
          'content-type': 'application/grpc',
        });
        call.on('error', () => undefined);
        return call;
      });
      await Promise.all(
        calls.map(async (call) => {
          call.close(constants.NGHTTP2_CANCEL);
          if (!call.destroyed) await once(call, 'close');
        }),
      );
    }
    expect(session.destroyed).toBe(false);
  });
});
