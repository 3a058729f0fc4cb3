import { afterEach, describe, expect, it } from '@jest/globals';
import { WorkerServiceDefinition } from '@rookery/shared-contracts';
import { callContext } from '@rookery/shared-runtime';
import { client } from '@rookery/shared-transport';
import { never, TestBed, until } from './fixtures/test-bed.ts';

const bed = new TestBed();
afterEach(() => bed.close());

const watchOnly = {
  name: WorkerServiceDefinition.name,
  fullName: WorkerServiceDefinition.fullName,
  methods: { watchWorkers: WorkerServiceDefinition.methods.watchWorkers },
} as const;

describe('calls between services that are cancelled', () => {
  it('3,000 in a burst on a connection, leave the other calls on it alone', async () => {
    bed.logLevel = 'silent';
    let begun = 0;
    let ended = 0;
    const running = await bed.start({
      services: [
        {
          definition: watchOnly,
          implementation: {
            async *watchWorkers() {
              begun += 1;
              try {
                yield { workers: [] };
                await never(callContext().signal);
              } finally {
                ended += 1;
              }
            },
          },
        },
      ],
    });
    const workers = client(WorkerServiceDefinition, bed.channel(running));
    const others = Array.from({ length: 5 }, () => workers.watchWorkers({})[Symbol.asyncIterator]());
    const lost: unknown[] = [];
    for (const other of others) {
      await other.next();
      other.next().catch((error: unknown) => lost.push(error));
    }
    for (let round = 0; round < 10; round += 1) {
      const leave = new AbortController();
      const calls = Array.from({ length: 300 }, () =>
        workers.watchWorkers({}, { signal: leave.signal })[Symbol.asyncIterator](),
      );
      await Promise.all(calls.map((call) => call.next()));
      const left = Promise.allSettled(calls.map((call) => call.next()));
      leave.abort();
      await left;
    }
    await until(() => ended === 3000);
    expect(lost).toEqual([]);
    expect(begun).toBe(3005);
  });
});
