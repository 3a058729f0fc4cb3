import { describe, expect, it } from '@jest/globals';
import { isRookeryError, type RookeryError } from '@rookery/shared-errors';
import { Admission, type AdmittedSearch, type SearchDemand } from './admission.ts';

const START = 1_000_000;

interface Bed {
  readonly admission: Admission;
  readonly demand: SearchDemand;
  /** Runs searches for two seconds that make 32 evaluations a second together, first one, then four. */
  readonly busy: () => Promise<AdmittedSearch[]>;
}

/** An admission whose clock the test moves. */
function admissionAt(): Bed {
  let now = START;
  const admission = new Admission(
    () => now,
    () => 0.5,
  );
  const demand = {
    evaluations: 100,
    deadline: new Date(START + 60_000),
    signal: new AbortController().signal,
  };
  const busy = async (): Promise<AdmittedSearch[]> => {
    const running: AdmittedSearch[] = [];
    const done: number[] = [];
    for (let slice = 0; slice < 8; slice += 1) {
      // One search alone has the best pace; four do no more than that one.
      while (running.length < (slice === 0 ? 1 : 4)) running.push(await admission.admit(demand));
      const each = 8 / running.length;
      running.forEach((search, index) => search.progress((done[index] = (done[index] ?? 0) + each)));
      now += 250;
    }
    return running;
  };
  return { admission, demand, busy };
}

async function refusalOf(admitted: Promise<unknown>): Promise<RookeryError> {
  try {
    await admitted;
  } catch (caught) {
    if (isRookeryError(caught)) return caught;
    throw caught;
  }
  throw new Error('it was admitted');
}

describe('Admission', () => {
  it('lets the first searches in before anything was measured, and no flood', async () => {
    const { admission, demand } = admissionAt();
    for (let search = 0; search < 4; search += 1) await admission.admit(demand);
    const refusal = await refusalOf(admission.admit(demand));
    expect(refusal).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'OVERLOADED' });
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    expect(refusal.message).toContain('4 searches run and 0 wait, 400 evaluations in all');
  });

  it('takes a place back when a search ends, however it ended', async () => {
    const { admission, demand } = admissionAt();
    for (let search = 0; search < 50; search += 1) {
      using admitted = await admission.admit(demand);
      expect(admitted).toBeDefined();
    }
    const [first] = await Promise.all([0, 1, 2, 3].map(() => admission.admit(demand)));
    first?.[Symbol.dispose]();
    first?.[Symbol.dispose]();
    await admission.admit(demand);
    expect((await refusalOf(admission.admit(demand))).code).toBe('RESOURCE_EXHAUSTED');
  });

  it('lets searches wait in order, and forgets those whose callers leave', async () => {
    const { admission, demand, busy } = admissionAt();
    const running = await busy();
    const leaver = new AbortController();
    const order: string[] = [];
    const left = admission.admit({ ...demand, signal: leaver.signal });
    const first = admission.admit(demand).then(() => order.push('first'));
    const second = admission.admit(demand).then(() => order.push('second'));
    leaver.abort(new DOMException('left', 'AbortError'));
    await expect(left).rejects.toThrow('left');
    running.forEach((search) => search[Symbol.dispose]());
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  it('says after which time there is room again', async () => {
    const { admission, demand, busy } = admissionAt();
    await busy();
    const refusal = await refusalOf(admission.admit({ ...demand, deadline: new Date(START + 12_000) }));
    // 336 evaluations are left of the running searches; with 100 more, and half as much for each other slot, that takes
    // well above ten seconds at 32 a second, and 6 s of the 10 s left are usable.
    expect(refusal.retryAfterMs).toBeGreaterThan(6_000);
    expect(refusal.retryAfterMs).toBeLessThan(30_000);
    expect(refusal.message).toContain('about 32 are done in a second');
  });
});
