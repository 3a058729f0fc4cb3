import { afterEach, describe, expect, it } from '@jest/globals';
import {
  InferenceServiceDefinition,
  JudgeServiceDefinition,
  Purpose,
  Role,
  type InferenceServiceImplementation,
} from '@rookery/shared-contracts';
import { never, TestBed, until } from './fixtures/test-bed.ts';
import { client } from '@rookery/shared-transport';

const bed = new TestBed();
afterEach(() => bed.close());

const request = {
  request: { model: 'm', purpose: Purpose.ANSWER, messages: [{ role: Role.USER, content: 'hello' }] },
};

async function inferenceWith(generateStream: InferenceServiceImplementation['generateStream']) {
  const implementation: InferenceServiceImplementation = {
    generate: async () => ({}),
    generateStream,
    embed: async () => ({}),
    listBatches: () => Promise.resolve({}),
    listModels: async () => ({}),
  };
  const running = await bed.start({ services: [{ definition: InferenceServiceDefinition, implementation }] });
  return client(InferenceServiceDefinition, bed.channel(running));
}

describe('a response stream', () => {
  it('waits for a reader that stops reading', async () => {
    const piece = 'x'.repeat(64 * 1024);
    let written = 0;
    let closed = false;
    const inference = await inferenceWith(async function* () {
      try {
        for (;;) {
          written += 1;
          yield { event: { $case: 'text', value: piece } };
        }
      } finally {
        closed = true;
      }
    });
    const reader = inference.generateStream(request)[Symbol.asyncIterator]();
    await reader.next();
    const rest = await settled(() => written);
    // What fits in the buffers of two ends: a few megabytes, and not what a server can make in the meantime.
    expect(rest).toBeLessThan(200);
    for (let read = 0; read < 2 * rest; read += 1) await reader.next();
    expect(written).toBeGreaterThan(rest);
    await reader.return?.();
    await until(() => closed);
  });

  it('ends its handler when the reader leaves, also while it waits', async () => {
    let ended = false;
    const inference = await inferenceWith(async function* (_, { signal }) {
      try {
        yield { event: { $case: 'text', value: 'one' } };
        await never(signal);
      } finally {
        ended = true;
      }
    });
    for await (const _ of inference.generateStream(request)) break;
    await until(() => ended);
    expect(ended).toBe(true);
  });

  it('ends its handler when the deadline passes while nobody reads', async () => {
    const piece = 'x'.repeat(64 * 1024);
    let ended = false;
    const inference = await inferenceWith(async function* () {
      try {
        for (;;) yield { event: { $case: 'text', value: piece } };
      } finally {
        ended = true;
      }
    });
    const reader = inference.generateStream(request, { timeoutMs: 2_000 })[Symbol.asyncIterator]();
    await reader.next();
    await until(() => ended);
    await expect(drained(reader)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});

describe('a request stream', () => {
  it('waits for a handler that stops reading', async () => {
    let sent = 0;
    let read = 0;
    const gate = Promise.withResolvers<void>();
    const running = await bed.start({
      services: [
        {
          definition: JudgeServiceDefinition,
          implementation: {
            judge: async () => ({}),
            compare: async () => ({}),
            async *judgeStream(requests) {
              for await (const { itemId } of requests) {
                read += 1;
                await gate.promise;
                if (read === 500) yield { itemId };
              }
            },
          },
        },
      ],
    });
    const response = 'x'.repeat(64 * 1024);
    async function* items() {
      for (; sent < 500; sent += 1) {
        yield { itemId: `i${sent}`, request: { judgeModel: 'm', query: 'q', profile: {}, response } };
      }
    }
    const judge = client(JudgeServiceDefinition, bed.channel(running));
    const answers = (async () => {
      const ids: string[] = [];
      for await (const { itemId } of judge.judgeStream(items())) ids.push(itemId);
      return ids;
    })();
    expect(await settled(() => sent)).toBeLessThan(200);
    gate.resolve();
    expect(await answers).toEqual(['i499']);
  });
});

async function drained(reader: AsyncIterator<unknown>): Promise<void> {
  for (;;) if ((await reader.next()).done === true) return;
}

/** The value once it has not changed for a while, or as soon as it is far beyond what any buffer explains. */
async function settled(value: () => number): Promise<number> {
  for (let last = -1, same = 0; ;) {
    const now = value();
    same = now === last ? same + 1 : 0;
    last = now;
    if (now > 1000 || (now > 0 && same > 50)) return now;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
