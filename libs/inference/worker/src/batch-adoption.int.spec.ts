import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OPENAI_DEFAULTS, OpenAiBackend } from '@rookery/inference-backends';
import { BATCH_MIGRATIONS, BATCH_PACE, BATCH_SCHEMA, Batches, BatchStore } from '@rookery/inference-batches';
import { GenerateRequest, Purpose, Role } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { createLog } from '@rookery/shared-runtime';
import {
  answering,
  failing,
  type ModelServer,
  serveBatches,
  startModelServer,
} from '@rookery/shared-scripted-model-server';

const PACE = { ...BATCH_PACE, gatherMs: 30, pollMs: 30, adoptMs: 200 };

let database: Database;
let server: ModelServer;
const open: OpenAiBackend[] = [];

beforeEach(async () => {
  [database, server] = await Promise.all([testDatabase(), startModelServer()]);
  await migrate(database, BATCH_SCHEMA, BATCH_MIGRATIONS);
});
afterEach(async () => {
  for (const backend of open.splice(0)) await backend.close();
  await server.close();
  await database.close();
});

function backend(): OpenAiBackend {
  const made = new OpenAiBackend({
    baseUrl: server.baseUrl,
    apiKey: undefined,
    models: ['some-model'],
    prices: new Map(),
    attemptMs: 20_000,
    quietMs: 20_000,
    // What is not known after one attempt stays unknown.
    retries: { ...OPENAI_DEFAULTS.retries, maxAttempts: 1 },
    batches: (batchServer) =>
      new Batches({
        server: batchServer,
        store: new BatchStore(database, batchServer.name),
        log: createLog('batches', 'silent'),
        pace: PACE,
      }),
  });
  open.push(made);
  return made;
}

const ask = (of: OpenAiBackend, key = 'one'): Promise<string> =>
  of
    .generate(
      GenerateRequest.fromPartial({
        model: 'some-model',
        purpose: Purpose.ANSWER,
        messages: [{ role: Role.USER, content: 'Hello?' }],
      }),
      {
        signal: new AbortController().signal,
        workClass: 'batch',
        caller: '',
        sure: () => Promise.resolve(),
        attempted: () => undefined,
        batch: { key },
      },
    )
    .then(({ text }) => text);

describe('a batch of which nobody knows whether the server has it', () => {
  it('is found there by the name that it has here', async () => {
    const served = serveBatches([{ hangsUp: true }, {}], answering('live'));
    server.behave(served.behaviour);
    expect(await ask(backend())).toBe('Please talk to somebody you trust.');
    expect(served.batches).toHaveLength(1);
  });

  it('is made again where the server has none', async () => {
    const served = serveBatches([{}], answering('live'));
    let refusals = 1;
    server.behave((response, request) => {
      if (request.method === 'POST' && request.path.endsWith('/batches') && refusals > 0) {
        refusals -= 1;
        failing(503, { message: 'busy' })(response, request);
      } else served.behaviour(response, request);
    });
    expect(await ask(backend())).toBe('Please talk to somebody you trust.');
    expect(served.batches).toHaveLength(1);
    // The file of the first one is not left there.
    expect([...served.files.values()].filter((file) => file.includes('"body"')).length).toBeLessThanOrEqual(
      1,
    );
  });

  it('is left alone while somebody sends it, however long that takes', async () => {
    const served = serveBatches([{}], answering('live'));
    server.behave((response, request) => {
      const isUpload = request.method === 'POST' && request.path.endsWith('/files');
      if (isUpload) setTimeout(() => served.behaviour(response, request), 6 * PACE.adoptMs);
      else served.behaviour(response, request);
    });
    const [sender, other] = [backend(), backend()];
    const first = ask(sender);
    // The other one has its own to wait for, and looks after all there is.
    const answers = await Promise.all([first, ask(other), ask(other, 'two')]);
    expect(new Set(answers).size).toBe(1);
    const sent = served.batches.flatMap(({ requests }) => requests.map(({ custom_id }) => custom_id));
    expect(sent).toHaveLength(2);
    expect(new Set(sent).size).toBe(2);
  });

  it('is not sent by one that was taken for dead and comes back', async () => {
    const served = serveBatches([{}], answering('live'));
    let uploads = 0;
    server.behave((response, request) => {
      const isUpload = request.method === 'POST' && request.path.endsWith('/files');
      uploads += isUpload ? 1 : 0;
      if (!isUpload || uploads > 1) return served.behaviour(response, request);
      // Meanwhile somebody else finds no sign of life, and frees its requests.
      void database.pool
        .query('DELETE FROM inference_batches.batch')
        .then(() => served.behaviour(response, request));
    });
    expect(await ask(backend())).toBe('Please talk to somebody you trust.');
    expect(uploads).toBe(2);
    expect(served.batches).toHaveLength(1);
  });
});
