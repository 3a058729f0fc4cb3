import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Session } from '@rookery/shared-contracts';
import { AgentAndFront, user } from '../testing/agent-and-front.ts';
import { BODY_LIMITS } from './body-allowance.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

let front: AgentAndFront;
const sockets: Socket[] = [];

beforeAll(async () => {
  front = await AgentAndFront.start({ ROOKERY_CHAT_CONNECTIONS: '500' });
  front.keys = new Set(['good-key']);
  front.script = async function* (requests) {
    await requests[Symbol.asyncIterator]().next();
    yield { $case: 'session', value: Session.fromPartial({ name: 'sessions/s' }) };
    yield { $case: 'question', value: { attribute: 'age', text: 'How old?', number: 1, why: '' } };
  };
}, 60_000);
afterEach(async () => {
  await Promise.all(sockets.splice(0).map(closed));
});
afterAll(() => front.close(), 60_000);

async function closed(socket: Socket): Promise<void> {
  socket.destroy();
  if (!socket.closed) await once(socket, 'close');
}

interface Unfinished {
  /** HTTP status of what was answered so far; undefined: nothing. */
  readonly status: () => number | undefined;
  readonly closed: () => boolean;
}

/** A request whose body begins with so many bytes and never ends. */
function unfinished(bytes: number, headers: readonly string[], at = front): Unfinished {
  const [host, port] = at.address.split(':');
  const socket = connect(Number(port), host);
  sockets.push(socket);
  let answer = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.write(
    [
      'POST /v1/chat/completions HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      ...headers,
      '',
      '',
    ].join('\r\n'),
  );
  const body = Buffer.alloc(bytes, ' ');
  if (headers.some((header) => header.startsWith('transfer-encoding')))
    socket.write(Buffer.concat([Buffer.from(`${bytes.toString(16)}\r\n`), body, Buffer.from('\r\n')]));
  else socket.write(body);
  return {
    status: () => (answer === '' ? undefined : Number(answer.slice('HTTP/1.1 '.length, 12))),
    closed: () => socket.closed,
  };
}

const CHUNKED = 'transfer-encoding: chunked';
const answered = (requests: readonly Unfinished[]): number =>
  requests.filter(({ status }) => status() !== undefined).length;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function othersAreServed(): Promise<void> {
  const response = await front.post(
    { messages: [user('Help me')] },
    { headers: { authorization: 'Bearer good-key' } },
  );
  expect(response.status).toBe(200);
}

describe('400 unfinished bodies', () => {
  it('without a key that opens something are refused by their length', async () => {
    const before = process.memoryUsage().rss;
    const requests = Array.from({ length: 400 }, () =>
      unfinished(100 * KIB, ['authorization: Bearer bad-key', `content-length: ${2 * MIB}`]),
    );
    await until(() => answered(requests) === 400);
    expect(new Set(requests.map(({ status }) => status()))).toEqual(new Set([401]));
    expect((process.memoryUsage().rss - before) / MIB).toBeLessThan(200);
    await othersAreServed();
  });

  it('without one and without a length share a few megabytes', async () => {
    const bytes = 60 * KIB;
    const fitting = Math.floor(BODY_LIMITS.ofStrangers / bytes);
    const requests = Array.from({ length: 400 }, () => unfinished(bytes, [CHUNKED]));
    await until(() => answered(requests) >= 400 - fitting);
    await othersAreServed();
    // 408 where the machine is so busy that a request's time is over before it is refused.
    const expected = [429, 408, undefined];
    expect(requests.map(({ status }) => status()).filter((one) => !expected.includes(one))).toEqual([]);
    // What could not be held whole gave its part back: the last may have to share, so a few more than fit are left.
    expect(400 - answered(requests)).toBeLessThanOrEqual(fitting + 2);
  });

  it('of one key share its megabytes', async () => {
    front.keys = new Set(['good-key', 'other-key']);
    const bytes = 1 * MIB;
    const requests = Array.from({ length: 100 }, () => unfinished(bytes, ['x-api-key: other-key', CHUNKED]));
    await until(() => answered(requests) >= 100 - BODY_LIMITS.ofKey / MIB);
    await othersAreServed();
    expect(new Set(requests.map(({ status }) => status()))).toEqual(new Set([429, undefined]));
  });
});

describe('connections', () => {
  it('beyond so many are closed, and there is room again', async () => {
    const requests = Array.from({ length: 520 }, () => unfinished(10, [CHUNKED]));
    await until(() => requests.filter(({ closed }) => closed()).length >= 20);
    const open = requests.filter(({ closed }) => !closed()).length;
    expect(open).toBeLessThanOrEqual(500);
    await Promise.all(sockets.splice(0).map(closed));
    await othersAreServed();
  });
});

describe('headers', () => {
  it('that are too long are not read', async () => {
    const long = unfinished(1, [`x-long: ${'x'.repeat(20 * KIB)}`, CHUNKED]);
    await until(() => long.status() !== undefined);
    expect(long.status()).toBe(431);
  });
});

describe('keys', () => {
  it('are asked about once for many requests, and again when they open nothing', async () => {
    const before = front.listed;
    front.keys = new Set(['good-key', 'kept-key']);
    const ask = async (key: string): Promise<void> => {
      const { body } = await front.post({ messages: [user('x')] }, { headers: { 'x-api-key': key } });
      await body?.cancel();
    };
    for (let index = 0; index < 3; index += 1) await ask('kept-key');
    expect(front.listed - before).toBe(1);
    for (let index = 0; index < 3; index += 1) await ask('bad-key');
    expect(front.listed - before).toBe(4);
  });
});

describe('time', () => {
  let hasty: AgentAndFront;
  beforeAll(async () => {
    hasty = await AgentAndFront.start(
      {},
      { headersMs: 300, requestMs: 600, lookEveryMs: 50, idleMs: 300, unreadMs: 400 },
    );
  }, 60_000);
  afterAll(() => hasty.close(), 60_000);

  it('for headers, for the whole of a request and between two is so long', async () => {
    const body = unfinished(10, [CHUNKED], hasty);
    const [host, port] = hasty.address.split(':');
    const silent = connect(Number(port), host);
    sockets.push(silent);
    silent.write('POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n');
    silent.resume();
    await Promise.all([once(silent, 'close'), until(body.closed)]);
    expect(body.status()).toBe(408);
  });

  it('for an answer that is not read is so long, and the agent stops', async () => {
    let stopped = false;
    hasty.script = async function* (requests, signal) {
      await requests[Symbol.asyncIterator]().next();
      yield { $case: 'session', value: Session.fromPartial({ name: 'sessions/s' }) };
      signal.addEventListener('abort', () => (stopped = true));
      while (!signal.aborted) {
        yield { $case: 'answerPiece', value: 'word '.repeat(10_000) };
        await new Promise(setImmediate);
      }
    };
    const [host, port] = hasty.address.split(':');
    const socket = connect(Number(port), host);
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.pause();
    const body = JSON.stringify({ model: 'm', stream: true, messages: [user('Go on')] });
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await until(() => stopped);
  });
});
