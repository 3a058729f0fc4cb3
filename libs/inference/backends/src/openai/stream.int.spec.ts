import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerState } from '@rookery/shared-contracts';
import type { CompletionEvent } from '../backend.ts';
import {
  failing,
  type ModelServer,
  silent,
  startModelServer,
  streaming,
} from '@rookery/shared-scripted-model-server';
import { backendFor, call, request } from '../testing/requests.ts';
import type { OpenAiBackend } from './openai-backend.ts';
import type { OpenAiSettings } from './settings.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

/** A backend that knows of the model that it does not think silently, so that its streams are not held back. */
async function acquainted(settings: Partial<OpenAiSettings> = {}): Promise<OpenAiBackend> {
  const backend = backendFor(server.baseUrl, settings);
  for (let answers = 0; answers < 3; answers += 1) await backend.generate(request(), call());
  return backend;
}

async function collect(
  events: AsyncIterable<CompletionEvent>,
  into: CompletionEvent[] = [],
): Promise<CompletionEvent[]> {
  for await (const event of events) into.push(event);
  return into;
}

describe('a stream', () => {
  it('gives the pieces, then everything with its usage', async () => {
    const backend = await acquainted();
    server.behave(streaming(['Hel', 'lo'], 'done'));
    const events = await collect(backend.stream(request(), call()));
    expect(events.slice(0, 2)).toEqual([{ text: 'Hel' }, { text: 'lo' }]);
    expect(events[2]?.completed).toMatchObject({
      text: 'Hello',
      state: AnswerState.WHOLE,
      usage: { calls: 1, inputTokens: 5, outputTokens: 3 },
    });
    expect(events).toHaveLength(3);
  });

  it('whose prompt the server filters is empty and says so', async () => {
    server.behave(failing(400, { message: 'x', code: 'content_filter' }));
    const [event, ...more] = await collect(backendFor(server.baseUrl).stream(request(), call()));
    expect(event?.completed).toMatchObject({ text: '', state: AnswerState.FILTERED });
    expect(more).toEqual([]);
  });

  it('is opened again after a 503, as long as nothing was passed on', async () => {
    server.behave(failing(503, { message: 'loading' }), streaming(['ok'], 'done'));
    const events = await collect(backendFor(server.baseUrl).stream(request(), call()));
    expect(events.at(-1)?.completed?.usage?.calls).toBe(2);
  });

  it.each([
    ['stalls', 'stall', 'MODEL_SERVER_STALLED'],
    ['ends early', 'break', 'MODEL_SERVER_BROKEN_ANSWER'],
  ] as const)('that %s in the middle fails after its pieces and is not repeated', async (_, end, reason) => {
    const backend = await acquainted({ quietMs: 100 });
    server.behave(streaming(['par'], end));
    const events: CompletionEvent[] = [];
    const reading = collect(backend.stream(request(), call()), events);
    await expect(reading).rejects.toMatchObject({ code: 'UNAVAILABLE', reason });
    expect(events).toEqual([{ text: 'par' }]);
    expect(server.seen).toHaveLength(1);
  });

  it('that never begins is opened again, then fails; the server sees us leave each time', async () => {
    server.behave(silent);
    const reading = collect(backendFor(server.baseUrl, { quietMs: 50 }).stream(request(), call()));
    await expect(reading).rejects.toMatchObject({ reason: 'MODEL_SERVER_STALLED' });
    expect(server.seen).toHaveLength(3);
    await Promise.all(server.seen.map(({ disconnected }) => disconnected));
  });

  it('whose reader stops is stopped at the server', async () => {
    const backend = await acquainted();
    server.behave(streaming(['one', 'two'], 'stall'));
    for await (const event of backend.stream(request(), call())) {
      expect(event).toEqual({ text: 'one' });
      break;
    }
    await server.seen[0]?.disconnected;
  });

  it('that is cancelled tells what it took and is stopped at the server', async () => {
    const backend = await acquainted();
    server.behave(streaming(['one'], 'stall'));
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of backend.stream(request(), call({ signal: stop.signal }))) stop.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED', usage: { calls: 1 } });
    await server.seen[0]?.disconnected;
  });
});
