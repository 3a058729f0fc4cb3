import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  answering,
  startModelServer,
  type Behaviour,
  type ModelServer,
} from '@rookery/shared-scripted-model-server';
import { RookeryError } from '@rookery/shared-errors';
import { backendFor, call, request } from '../testing/requests.ts';

const opened: ModelServer[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

/**
 * Answers one request for each connection. A further one arrives just when the connection is closed: the client has sent
 * it in good faith, and gets the end of the connection for an answer.
 */
function onceAConnection(close: (socket: Socket) => void): Behaviour {
  const used = new WeakSet<Socket>();
  return (response, seen) => {
    const { socket } = response;
    if (socket === null) return;
    if (used.has(socket)) {
      close(socket);
      return;
    }
    used.add(socket);
    answering('hello')(response, seen);
  };
}

/** Every failed attempt counts: there is just one. */
const ONE_ATTEMPT = {
  retries: {
    maxAttempts: 1,
    backoff: { firstMs: 1, mostMs: 1 },
    longestAskedWaitMs: 0,
    beginWithinMs: 60_000,
  },
};

describe('a kept connection that the server closes as the next request comes', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['closed', (socket) => socket.destroy()],
    ['reset', (socket) => socket.resetAndDestroy()],
  ])('is no failed attempt when it is %s', async (_, close) => {
    const server = await startModelServer();
    opened.push(server);
    server.behave(onceAConnection(close));
    const backend = backendFor(server.baseUrl, ONE_ATTEMPT);
    let attempts = 0;
    for (let asked = 1; asked <= 6; asked += 1) {
      const answer = await backend.generate(request(), call({ attempted: () => (attempts += 1) }));
      expect(answer.text).toBe('hello');
      expect(attempts).toBe(asked);
    }
  });

  it('may be one of many', async () => {
    const server = await startModelServer();
    opened.push(server);
    server.behave(onceAConnection((socket) => socket.destroy()));
    const backend = backendFor(server.baseUrl, ONE_ATTEMPT);
    for (let round = 1; round <= 3; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => backend.generate(request(), call())),
      );
      expect(answers.map(({ text }) => text)).toEqual(answers.map(() => 'hello'));
    }
  });

  it('is not followed by another one where the server must not be asked any more', async () => {
    const server = await startModelServer();
    opened.push(server);
    server.behave(onceAConnection((socket) => socket.destroy()));
    const backend = backendFor(server.baseUrl, ONE_ATTEMPT);
    let swapped = false;
    const sure = (): Promise<void> =>
      swapped ? Promise.reject(new RookeryError('NOT_FOUND', 'another is there')) : Promise.resolve();
    await backend.generate(request(), call({ sure }));
    // It is sure before the request is sent, and not any more when that has to be sent again.
    const again = backend.generate(request(), call({ sure, attempted: () => (swapped = true) }));
    await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(server.seen).toHaveLength(2);
    await expect(backend.generate(request(), call({ sure }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(server.seen).toHaveLength(2);
  });

  it('leaves no answer to be taken where another server may have given it', async () => {
    const server = await startModelServer();
    opened.push(server);
    let swapped = false;
    const answer = answering('hello');
    server.behave((response, seen) => {
      swapped = true;
      answer(response, seen);
    });
    const sure = (): Promise<void> =>
      swapped ? Promise.reject(new RookeryError('NOT_FOUND', 'another is there')) : Promise.resolve();
    const backend = backendFor(server.baseUrl, ONE_ATTEMPT);
    await expect(backend.generate(request(), call({ sure }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(server.seen).toHaveLength(1);
  });

  it('is a failure when new connections end in the same way', async () => {
    const server = await startModelServer();
    opened.push(server);
    server.behave((response) => void response.socket?.destroy());
    const backend = backendFor(server.baseUrl, ONE_ATTEMPT);
    await expect(backend.generate(request(), call())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(server.seen).toHaveLength(1);
  });
});
