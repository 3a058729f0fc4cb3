import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startModelServer, type ModelServer } from '@rookery/shared-scripted-model-server';
import { ServerConnection } from './server-connection.ts';

let server: ModelServer;
let connection: ServerConnection;
beforeEach(async () => {
  server = await startModelServer();
  connection = new ServerConnection({ baseUrl: server.baseUrl, apiKey: undefined });
});
afterEach(async () => {
  connection.close();
  await server.close();
});

async function ask(): Promise<void> {
  const answer = await connection.send({ call: 'models', signal: new AbortController().signal });
  for await (const _ of answer.body());
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

it('the end of the last connection is seen before its socket has said so, and counted once', async () => {
  await ask();
  await turn();
  expect(connection.lapses).toBe(0);
  // Its socket is over now, and says so at the end of this turn of the event loop.
  connection.close();
  expect(connection.lapses).toBe(1);
  await ask();
  await turn();
  expect(connection.lapses).toBe(1);
  connection.close();
  await turn();
  expect(connection.lapses).toBe(2);
});
