import { describe, expect, it } from '@jest/globals';
import { Arrival, CellKind, ComparisonSpec, PriorQuality } from '@rookery/shared-contracts';
import { COMPARISON_RESULT, COMPARISON_SPEC, QUERY } from './stored-comparison.ts';

// As they were stored under version 1, the first ones before there were versions. Never changed: what is stored stays.
const SPECS = {
  'a specification without a version': {
    contenders: [
      { planner: 'raise-mcts' },
      { label: 'kg', planner: 'path-kg', parametersJson: '{"tolerance":0}' },
    ],
    baseline: 'kg',
    checkpoints: [0, 10, 40],
    batch: 4,
    firstProblem: 3,
    repetitions: 2,
    worlds: {
      worlds: [{ label: 'decoy', settingsJson: '{"decoy":true}', depths: [2] }],
      priors: ['PRIOR_QUALITY_POOR'],
      depths: [3],
      problems: 60,
    },
    live: {
      dataSet: 'sleepers',
      domains: ['DOMAIN_HEALTH'],
      limit: 10,
      answerModel: 'a',
      judgeModel: 'j',
      depth: 2,
      replicates: 2,
    },
    transfer: {
      cases: [{ label: 'related', worldJson: '{"sharedShare":0.67}', arrival: 'ARRIVAL_BY_DOMAIN' }],
      streams: 2,
      problems: 8,
      librarySearches: 20,
      checkpoints: [0, 10],
    },
  },
  'one of version 1': {
    version: 1,
    contenders: [{ planner: 'uct' }],
    checkpoints: [5],
    live: { answerModel: 'a', judgeModel: 'j', priorModel: 'p', depth: 2, replicates: 2 },
  },
};

describe('a stored specification', () => {
  it('is read, whatever its version', () => {
    const first = COMPARISON_SPEC.read(SPECS['a specification without a version'], 'c');
    expect(first).toEqual(
      ComparisonSpec.fromPartial({
        contenders: [
          { planner: 'raise-mcts' },
          { label: 'kg', planner: 'path-kg', parametersJson: '{"tolerance":0}' },
        ],
        baseline: 'kg',
        checkpoints: [0, 10, 40],
        batch: 4,
        firstProblem: 3,
        repetitions: 2,
        worlds: {
          worlds: [{ label: 'decoy', settingsJson: '{"decoy":true}', depths: [2] }],
          priors: [PriorQuality.POOR],
          depths: [3],
          problems: 60,
        },
        // What named stored scenarios is left out: queries come with the request.
        live: { answerModel: 'a', judgeModel: 'j', depth: 2, replicates: 2 },
        transfer: {
          cases: [{ label: 'related', worldJson: '{"sharedShare":0.67}', arrival: Arrival.BY_DOMAIN }],
          streams: 2,
          problems: 8,
          librarySearches: 20,
          checkpoints: [0, 10],
        },
      }),
    );
    expect(COMPARISON_SPEC.read(SPECS['one of version 1'], 'c')).toMatchObject({
      contenders: [{ planner: 'uct' }],
      live: { priorModel: 'p' },
    });
  });

  it('is read as it was written', () => {
    const spec = COMPARISON_SPEC.read(SPECS['one of version 1'], 'c');
    expect(COMPARISON_SPEC.read(JSON.parse(COMPARISON_SPEC.write(spec)), 'c')).toEqual(spec);
  });

  it.each([
    {},
    { contenders: [], checkpoints: [1] },
    { contenders: [{ planner: 'uct' }] },
    { contender: [] },
  ])('is refused when it is none: %j', (stored) => {
    expect(() => COMPARISON_SPEC.read(stored, 'c')).toThrow(
      expect.objectContaining({ code: 'DATA_LOSS', message: expect.stringContaining('job.spec of c') }),
    );
  });
});

describe('a stored result', () => {
  it('is read, with and without a version', () => {
    const stored = {
      cells: [
        {
          kind: 'CELL_KIND_WORLD',
          label: 'w',
          problems: 5,
          contenders: [
            { label: 'a', checkpoints: [{ evaluations: 10, loss: { mean: 0.5, halfWidth: 0.1 } }] },
          ],
        },
      ],
      simulated: true,
      notes: ['n'],
    };
    for (const one of [stored, { version: 1, ...stored }]) {
      expect(COMPARISON_RESULT.read(one, 'c')).toMatchObject({
        cells: [{ kind: CellKind.WORLD, contenders: [{ checkpoints: [{ loss: { mean: 0.5 } }] }] }],
        simulated: true,
      });
    }
    expect(() => COMPARISON_RESULT.read({ cell: [] }, 'c')).toThrow('result of c');
  });
});

describe('a stored query', () => {
  it('is read', () => {
    const stored = { version: 1, query: 'May I sleep?', profile: { age: '55+' } };
    expect(QUERY.read(stored, 'c')).toEqual({ query: 'May I sleep?', profile: { age: '55+' } });
    expect(() => QUERY.read({ ...stored, profile: { iq: '140' } }, 'c')).toThrow('query.content of c');
  });
});
