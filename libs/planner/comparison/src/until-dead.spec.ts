import { describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import { plannerFailure } from '@rookery/shared-planner-backend';
import { untilDead } from './until-dead.ts';

const gone = plannerFailure('mine', 'UNAVAILABLE', 'cannot be used: nobody answers');

/** Plays what is given, one after the other, an error by throwing it. */
async function played(
  outcomes: readonly unknown[],
  patienceMs = 60_000,
): Promise<{ result: unknown; explained: readonly string[]; tries: number }> {
  const explained: string[] = [];
  let tries = 0;
  const attempt = {
    signal: new AbortController().signal,
    explain: async (reason: string) => void explained.push(reason),
  };
  const play = async (): Promise<unknown> => {
    const outcome = outcomes[Math.min(tries, outcomes.length - 1)];
    tries += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const result = await untilDead(patienceMs, attempt, play).catch((caught: unknown) => caught);
  return { result, explained, tries };
}

describe('untilDead', () => {
  it('waits for a planner that comes back, and says so', async () => {
    expect(await played([gone, gone, 'rows'])).toEqual({
      result: 'rows',
      explained: [gone.message, gone.message, ''],
      tries: 3,
    });
    expect(await played(['rows'])).toEqual({ result: 'rows', explained: [], tries: 1 });
  });

  it('gives one up that does not', async () => {
    const { result, explained, tries } = await played([gone], 700);
    expect(result).toBe(gone);
    expect(explained.at(-1)).toBe('');
    expect(tries).toBeGreaterThan(1);
  });

  it('does not wait for what waiting cannot mend', async () => {
    const broken = plannerFailure('mine', 'INTERNAL', 'threw an error');
    const judge = new RookeryError('UNAVAILABLE', 'the judge is away');
    for (const failure of [broken, judge]) {
      expect(await played([failure])).toEqual({ result: failure, explained: [], tries: 1 });
    }
  });

  it('ends with the comparison', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    const explain = () => Promise.reject(new Error('nobody listens'));
    await expect(untilDead(1_000, { signal, explain }, async () => 'rows')).rejects.toThrow('cancelled');
  });
});
