import { describe, expect, it } from '@jest/globals';
import { isRookeryError, type RookeryError } from '@rookery/shared-errors';
import { Admission, type SearchDemand } from './index.ts';

const START = 1_000_000;

/** An admission whose clock the test moves. */
function admissionAt(): { admission: Admission; pass: (ms: number) => void; demand: SearchDemand } {
  let now = START;
  const admission = new Admission(
    () => now,
    () => 0.5,
  );
  return {
    admission,
    pass: (ms) => (now += ms),
    demand: { evaluations: 100, deadline: new Date(START + 60_000) },
  };
}

function refusalOf(work: () => unknown): RookeryError {
  try {
    work();
  } catch (caught) {
    if (isRookeryError(caught)) return caught;
    throw caught;
  }
  throw new Error('it was admitted');
}

describe('Admission', () => {
  it('lets the first searches in before anything was measured, and no flood', () => {
    const { admission, demand } = admissionAt();
    for (let search = 0; search < 4; search += 1) admission.admit(demand);
    const refusal = refusalOf(() => admission.admit(demand));
    expect(refusal).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'OVERLOADED' });
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    expect(refusal.message).toContain('4 searches of 400 evaluations');
  });

  it('takes a place back when a search ends, however it ended', () => {
    const { admission, demand } = admissionAt();
    for (let search = 0; search < 50; search += 1) {
      using admitted = admission.admit(demand);
      expect(admitted).toBeDefined();
    }
    const [first] = [0, 1, 2, 3].map(() => admission.admit(demand));
    first?.[Symbol.dispose]();
    first?.[Symbol.dispose]();
    admission.admit(demand);
    expect(refusalOf(() => admission.admit(demand)).code).toBe('RESOURCE_EXHAUSTED');
  });

  it('says after which time there is room again', () => {
    const { admission, pass, demand } = admissionAt();
    const running = [0, 1, 2, 3].map(() => admission.admit(demand));
    const quarterSeconds = (count: number, evaluations: number): void => {
      for (let slice = 0; slice < count; slice += 1) {
        pass(250);
        done += evaluations / running.length;
        for (const search of running) search.progress(done);
      }
    };
    let done = 0;
    // 32 evaluations a second, then, since four searches are too many for the machine, 16; the estimate stays at 32 while
    // nobody was refused.
    quarterSeconds(8, 8);
    quarterSeconds(4, 4);
    const refusal = refusalOf(() => admission.admit({ ...demand, deadline: new Date(START + 13_000) }));
    // 500 evaluations take 15.6 s; 6 s of the 10 s left are usable.
    expect(refusal.retryAfterMs).toBeGreaterThan(9_500);
    expect(refusal.retryAfterMs).toBeLessThan(9_800);
  });
});
