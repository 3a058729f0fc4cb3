import { connect as connectHttp } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InferenceServiceDefinition, ProcessServiceDefinition } from '@rookery/shared-contracts';
import type { RookeryError } from '@rookery/shared-errors';
import { callContext, CALLER_KEY, createLog, ROLE_KEY, SECRET_KEY } from '@rookery/shared-runtime';
import { client, connect, servingCheck } from '@rookery/shared-transport';
import { startService, type RunningService } from './start-service.ts';

const SECRET = 'a-secret-that-the-processes-of-it-share';
const log = createLog('test', 'silent');

let service: RunningService;
let asked = 0;

const listModels = {
  name: InferenceServiceDefinition.name,
  fullName: InferenceServiceDefinition.fullName,
  methods: {
    listModels: InferenceServiceDefinition.methods.listModels,
    generateStream: InferenceServiceDefinition.methods.generateStream,
  },
} as const;

beforeAll(async () => {
  service = await startService({
    name: 'inner',
    host: '127.0.0.1',
    port: 0,
    log,
    secret: SECRET,
    graceMs: 100,
    services: [
      {
        definition: listModels,
        implementation: {
          listModels: async (_request, { metadata }) => {
            asked += 1;
            // The secret ends at the door, and who calls is believed beside it.
            if (metadata.has(SECRET_KEY)) throw new Error('the secret came through');
            return { models: [{ id: callContext().caller.name }] };
          },
          async *generateStream() {
            asked += 1;
            yield {};
          },
        },
      },
    ],
  });
});
afterAll(() => service.close());

const refusal = async (call: Promise<unknown>): Promise<RookeryError> =>
  call.then(
    () => Promise.reject(new Error('it was answered')),
    (error: RookeryError) => error,
  );

describe('the port of a service with a secret', () => {
  it.each([
    ['nothing', {}],
    ['a wrong secret', { [SECRET_KEY]: `${SECRET}x` }],
    ['the role of an operator', { [CALLER_KEY]: 'olga', [ROLE_KEY]: 'operator' }],
    ['a key', { 'x-api-key': 'key-of-a-team', authorization: 'Bearer key-of-a-team' }],
  ])('answers nobody who brings %s', async (_, headers) => {
    const channel = connect(service.address);
    const before = asked;
    const calls = client(listModels, channel, headers as Record<string, string>);
    const refused = { code: 'UNAUTHENTICATED', reason: 'PLATFORM_ONLY' };
    expect(await refusal(calls.listModels({}))).toMatchObject(refused);
    expect(await refusal(Array.fromAsync(calls.generateStream({})))).toMatchObject(refused);
    const processes = client(ProcessServiceDefinition, channel, headers as Record<string, string>);
    expect(await refusal(processes.readProcesses({}))).toMatchObject(refused);
    expect(asked).toBe(before);
    channel.close();
  });

  it('answers processes of the platform, and anybody about its health', async () => {
    const channel = connect(service.address, { secret: SECRET });
    const calls = client(listModels, channel, { [CALLER_KEY]: 'anna', [ROLE_KEY]: 'application' });
    expect((await calls.listModels({})).models).toMatchObject([{ id: 'anna' }]);
    channel.close();
    const stranger = connect(service.address);
    await servingCheck(stranger, listModels.fullName).check(AbortSignal.timeout(10_000));
    stranger.close();
  });

  it('refuses before a message has come', async () => {
    const session = connectHttp(`http://${service.address}`);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/${listModels.fullName}/ListModels`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const status = await new Promise((resolve) => {
      const read = (headers: Record<string, unknown>): void => {
        if (headers['grpc-status'] !== undefined) resolve(headers['grpc-status']);
      };
      stream.on('response', read);
      stream.on('trailers', read);
      stream.resume();
    });
    expect(status).toBe('16');
    session.destroy();
  });

  it('is opened to other machines by nothing else', async () => {
    const options = { name: 'inner', port: 0, log, services: [], graceMs: 100 };
    await expect(startService({ ...options, host: '0.0.0.0' })).rejects.toThrow(/ROOKERY_PLATFORM_SECRET/);
    await (await startService({ ...options, host: '0.0.0.0', secret: SECRET })).close();
  });
});
