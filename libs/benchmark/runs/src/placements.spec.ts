import { describe, expect, it } from '@jest/globals';
import { STORED_PLACEMENT, type RunFact } from '@rookery/benchmark-storage';
import { Model, PinState, Verdict } from '@rookery/shared-contracts';
import { Placements } from './placements.ts';

const { signal } = new AbortController();
const at = (worker: string, version: string): object => ({ worker, version, state: PinState.PINNED });

/** Workers `a` and `b` do not differ, `c` does; the judge has one of its own. */
function noted(): { placements: Placements; facts: string[]; asked: () => number } {
  const models = [
    Model.fromPartial({ id: 'm', placements: [at('a', 'v1'), at('b', 'v1'), at('c', 'v2')] }),
    Model.fromPartial({ id: 'j', placements: [at('a', 'v3')] }),
  ];
  const facts: string[] = [];
  let asked = 0;
  const placements = new Placements(
    {
      models: () => {
        asked += 1;
        return Promise.resolve(models);
      },
    },
    {
      fact: (run: string, { kind, value }: RunFact) => {
        const { model, placement } = STORED_PLACEMENT.read(JSON.parse(value), run);
        facts.push(`${run} ${kind} ${model} ${placement.worker}`);
        return Promise.resolve();
      },
    },
  );
  return { placements, facts, asked: () => asked };
}

describe('what models were and where they ran', () => {
  it('is noted of all workers that do not differ, once for each run and version', async () => {
    const { placements, facts, asked } = noted();
    for (const version of ['v1', 'v1', 'v2', 'v1']) await placements.note('r', 'm', version, signal);
    expect(facts).toEqual(['r placement m a', 'r placement m b', 'r placement m c']);
    expect(asked()).toBe(2);
  });

  it('is not noted where nothing is known, and looked for again while its worker is not in the list', async () => {
    const { placements, facts, asked } = noted();
    for (const version of ['', undefined, 'gone', 'gone']) await placements.note('r', 'm', version, signal);
    expect([facts, asked()]).toEqual([[], 2]);
  });

  it('is noted of the judge, and of every member of a panel', async () => {
    const { placements, facts } = noted();
    const verdict = Verdict.fromPartial({
      judgeModel: 'j',
      sampling: { placement: 'v3' },
      members: [{ judgeModel: 'm', sampling: { placement: 'v2' } }, { judgeModel: 'sim/x' }],
    });
    await placements.noteJudges('r', verdict, signal);
    expect(facts).toEqual(['r placement j a', 'r placement m c']);
  });
});
