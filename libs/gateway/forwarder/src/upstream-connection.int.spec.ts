import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from './limits.ts';
import { UpstreamConnection } from './upstream-connection.ts';

it('a connection that is made at the very moment at which it was given up is given up, and nothing else', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const gone = Promise.withResolvers<void>();
  const limits = { ...DEFAULT_LIMITS, connectTimeoutMs: 1 };
  const connection = new UpstreamConnection(`127.0.0.1:${port}`, limits, undefined, gone.resolve);
  const refused = expect(connection.ready).rejects.toThrow('no answer within 1 ms');
  // A busy process: when it looks again, the time is over and the other side is there.
  const until = performance.now() + 100;
  while (performance.now() < until) continue;
  await refused;
  await gone.promise;
  expect(connection.usable).toBe(false);
  server.close();
});
