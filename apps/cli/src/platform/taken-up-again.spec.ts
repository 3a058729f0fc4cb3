import { describe, expect, it } from '@jest/globals';
import { whenAborted } from '@rookery/shared-concurrency';
import { RookeryError, type ErrorCode } from '@rookery/shared-errors';
import { takenUpAgain, type WatchPatience } from './taken-up-again.ts';

const QUICK: WatchPatience = {
  backoff: { firstMs: 2, mostMs: 20 },
  sayAfterMs: 10_000,
  lostAfterMs: 20_000,
  giveUpMs: 60_000,
};

interface Stream {
  readonly says: readonly number[];
  /** How it ends; not set: cleanly. */
  readonly code?: ErrorCode;
  /** It stays open and says no more. */
  readonly hangs?: boolean;
}

/** A watch whose streams end one after the other; the moments at which they were opened. */
function watch(streams: readonly Stream[]) {
  const openedAt: number[] = [];
  async function* open(signal: AbortSignal): AsyncGenerator<number> {
    const { says, code, hangs } = streams[openedAt.length] ?? { says: [], code: 'UNAVAILABLE' };
    openedAt.push(performance.now());
    yield* says;
    if (hangs === true) {
      await whenAborted(signal);
      throw new RookeryError('CANCELLED', 'aborted');
    }
    if (code !== undefined) throw new RookeryError(code, 'the stream broke');
  }
  return { open, openedAt };
}

async function heard(streams: readonly Stream[], until: number, patience = QUICK) {
  const { open, openedAt } = watch(streams);
  const said: (Error | undefined)[] = [];
  const got: number[] = [];
  const { signal } = new AbortController();
  for await (const message of takenUpAgain(open, {
    signal,
    onSilence: (lost) => said.push(lost),
    patience,
  })) {
    got.push(message);
    if (message === until) break;
  }
  return { got, said, openedAt };
}

describe('a watch that is lost', () => {
  it.each([
    'UNAVAILABLE',
    'INTERNAL',
    'CANCELLED',
    'DEADLINE_EXCEEDED',
    'RESOURCE_EXHAUSTED',
    'ABORTED',
    'DATA_LOSS',
  ] as const)('is taken up again after %s', async (code) => {
    const { got } = await heard([{ says: [1, 2], code }, { says: [3] }], 3);
    expect(got).toEqual([1, 2, 3]);
  });

  it('is taken up again after a clean end that is none', async () => {
    expect((await heard([{ says: [1] }, { says: [] }, { says: [2] }], 2)).got).toEqual([1, 2]);
  });

  it('waits longer with each loss, and is short again once something was heard', async () => {
    const losses = Array.from({ length: 6 }, (): Stream => ({ says: [], code: 'INTERNAL' }));
    const patience = { ...QUICK, backoff: { firstMs: 8, mostMs: 1000 } };
    const streams = [...losses, { says: [1] }, { says: [2] }];
    const { openedAt } = await heard(streams, 2, patience);
    const pauses = openedAt.slice(1).map((at, index) => at - (openedAt[index] ?? 0));
    // Half of 8 x 2^5 at least, and of the first again at most that with all it takes.
    expect(pauses[5]).toBeGreaterThan(100);
    expect(pauses[6]).toBeLessThan(pauses[5] ?? 0);
  });

  it.each(['NOT_FOUND', 'PERMISSION_DENIED', 'UNAUTHENTICATED', 'UNIMPLEMENTED'] as const)(
    'is not after %s',
    async (code) => {
      await expect(heard([{ says: [1], code }, { says: [2] }], 2)).rejects.toMatchObject({ code });
    },
  );

  it('says so when it lasts, once, and is given up in the end', async () => {
    const patience = { ...QUICK, giveUpMs: 200 };
    const { open } = watch([]);
    const said: (Error | undefined)[] = [];
    const { signal } = new AbortController();
    const follow = async (): Promise<void> => {
      const watched = takenUpAgain(open, { signal, onSilence: (lost) => said.push(lost), patience });
      for await (const _ of watched);
    };
    await expect(follow()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(said).toMatchObject([{ code: 'UNAVAILABLE' }]);
  });

  it('is taken up when nothing is heard of it', async () => {
    const patience = { ...QUICK, sayAfterMs: 5, lostAfterMs: 30 };
    const { got, said } = await heard([{ says: [1], hangs: true }, { says: [2] }], 2, patience);
    expect(got).toEqual([1, 2]);
    expect(said).toEqual([undefined]);
  });

  it('ends at once when the caller aborts', async () => {
    const { open } = watch([{ says: [1], hangs: true }]);
    const stop = new AbortController();
    const watched = takenUpAgain(open, { signal: stop.signal, onSilence: () => undefined, patience: QUICK });
    await watched.next();
    const next = watched.next();
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });
});
