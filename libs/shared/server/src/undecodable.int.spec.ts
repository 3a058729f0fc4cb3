import { afterEach, describe, expect, it } from '@jest/globals';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import {
  JudgeRequest,
  JudgeServiceDefinition,
  type JudgeServiceImplementation,
} from '@rookery/shared-contracts';
import { TestBed } from './fixtures/test-bed.ts';

const bed = new TestBed();
const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await bed.close();
});

const GOOD = Buffer.from(
  JudgeRequest.encode(
    JudgeRequest.fromPartial({ judgeModel: 'm', query: 'q', profile: {}, response: 'r' }),
  ).finish(),
);
/** Field 1 is text; this is a text that is longer than the message. */
const CUT_OFF = Buffer.from([0x0a, 0x7f, 0x61]);
const asTheyAre = (bytes: Buffer): Buffer => bytes;

async function judge(): Promise<{ readonly client: Client; readonly handled: () => number }> {
  let handled = 0;
  const implementation: JudgeServiceImplementation = {
    judge: async () => ((handled += 1), {}),
    compare: async () => ({}),
    async *judgeStream(requests) {
      for await (const { itemId } of requests) yield { itemId };
    },
  };
  const running = await bed.start({ services: [{ definition: JudgeServiceDefinition, implementation }] });
  const client = new Client(running.address, credentials.createInsecure());
  clients.push(client);
  return { client, handled: () => handled };
}

const unary = (client: Client, bytes: Buffer): Promise<ServiceError | null> =>
  new Promise((resolve) => {
    client.makeUnaryRequest('/rookery.judge.v1.JudgeService/Judge', asTheyAre, asTheyAre, bytes, resolve);
  });

describe('a message whose bytes are none', () => {
  it.each([
    ['a text that is cut off', CUT_OFF],
    ['a number that never ends', Buffer.alloc(20, 0xff)],
    ['a group that nobody closes', Buffer.from([0x0b])],
    ['a kind of field that there is not', Buffer.from([0x0e, 0x01])],
  ])('is refused as the mistake of its caller, and harms no other: %s', async (_, bytes) => {
    const { client, handled } = await judge();
    const refused = await unary(client, bytes);
    expect(refused).toMatchObject({
      code: 3,
      details: 'message: its bytes are no message of type rookery.judge.v1.JudgeRequest',
    });
    expect(String(refused?.metadata.get('grpc-status-details-bin')[0])).toContain('message');
    expect(handled()).toBe(0);
    expect(await unary(client, GOOD)).toBeNull();
  });

  it('ends the stream that it is in', async () => {
    const { client } = await judge();
    const stream = client.makeBidiStreamRequest(
      '/rookery.judge.v1.JudgeService/JudgeStream',
      asTheyAre,
      asTheyAre,
      new Metadata(),
    );
    const failed = new Promise((resolve) => stream.on('error', resolve));
    stream.on('data', () => undefined);
    stream.write(CUT_OFF);
    expect(await failed).toMatchObject({ code: 3 });
  });
});
