import { afterEach, describe, expect, it } from '@jest/globals';
import {
  playBlock,
  playStream,
  summarize,
  type ComparisonBlock,
  type TransferStream,
} from '@rookery/shared-planner-wasm';
import { BackgroundThreads } from './background-threads.ts';
import { SearchThread } from './search-thread.ts';

const never = new AbortController().signal;
const opened: BackgroundThreads[] = [];
let started = 0;

function open(most: number): BackgroundThreads {
  started = 0;
  const threads = new BackgroundThreads(most, () => {
    started += 1;
    return new SearchThread();
  });
  opened.push(threads);
  return threads;
}

afterEach(() => Promise.all(opened.splice(0).map((threads) => threads.close())));

const BLOCK: ComparisonBlock = {
  ...{ world: {}, prior: 'good', depth: 3, checkpoints: [5, 20], batch: 4 },
  ...{ planner: 'uct', parameters: {}, firstProblem: 3, problems: 4, repetitions: 2 },
};
const STREAM: TransferStream = {
  ...{ world: {}, prior: 'good', depth: 2, checkpoints: [0, 5], batch: 5 },
  library: { world: {}, prior: 'good', searches: 3 },
  stray: { world: {}, share: 0 },
  arrival: 'mixed',
  parameters: {},
  firstProblem: 1,
  problems: 2,
  reference: { planner: 'uct', parameters: {}, budget: 20 },
};
/** Far longer than any test waits. */
const ENDLESS: ComparisonBlock = { ...BLOCK, checkpoints: [1_000_000], problems: 10_000 };

describe('background threads', () => {
  it('play and sum up what the own thread would', async () => {
    const threads = open(1);
    const block = await threads.playBlock(BLOCK, never);
    expect(block.result).toEqual(playBlock(BLOCK));
    expect(block.cpuUs).toBeGreaterThan(0);
    expect((await threads.playStream(STREAM, never)).result).toEqual(playStream(STREAM));
    const order = {
      checkpoints: [5, 20],
      contenders: 1,
      problems: 4,
      repetitions: 2,
      baseline: 0,
      resamples: 50,
      seed: 1,
    };
    const { regret: loss, anytime } = block.result;
    const curves = {
      loss,
      anytime,
      spent: loss.map((_, index) => (index % 2 === 0 ? 5 : 20)),
      target: new Float64Array(),
    };
    expect(await threads.summarize(order, curves, never)).toEqual(summarize(order, curves));
    expect(started).toBe(1);
  });

  it('are no more than allowed, whoever waits', async () => {
    const threads = open(2);
    const blocks = Array.from({ length: 12 }, (_, firstProblem) => ({ ...BLOCK, firstProblem }));
    const played = await Promise.all(blocks.map((block) => threads.playBlock(block, never)));
    expect(played.map(({ result }) => result)).toEqual(blocks.map(playBlock));
    expect(started).toBe(2);
  });

  it('end what is aborted, and go on with the rest', async () => {
    const threads = open(1);
    const control = new AbortController();
    const endless = threads.playBlock(ENDLESS, control.signal);
    const next = threads.playBlock(BLOCK, never);
    control.abort();
    await expect(endless).rejects.toMatchObject({ name: 'AbortError' });
    expect((await next).result).toEqual(playBlock(BLOCK));
    await expect(threads.playBlock(BLOCK, control.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('pass on what is wrong, and are still there', async () => {
    const threads = open(1);
    const wrong = { ...BLOCK, parameters: { exploration: -1 } };
    await expect(threads.playBlock(wrong, never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((await threads.playBlock(BLOCK, never)).result).toEqual(playBlock(BLOCK));
    expect(started).toBe(1);
  });

  it('give up all at once when they are closed', async () => {
    const threads = open(1);
    const ends = [ENDLESS, ENDLESS, BLOCK].map((block) => threads.playBlock(block, never));
    const settled = Promise.allSettled(ends);
    await threads.close();
    for (const end of await settled) {
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
    }
  });
});
