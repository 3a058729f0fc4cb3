import { describe, expect, it } from '@jest/globals';
import { Capability, Model } from '@rookery/shared-contracts';
import { checkNamedModels } from './check-named-models.ts';

const OFFERED = [
  Model.fromPartial({ id: 'b', capabilities: [Capability.GENERATE] }),
  Model.fromPartial({ id: 'a', capabilities: [Capability.GENERATE] }),
  Model.fromPartial({ id: 'places', capabilities: [Capability.EMBED] }),
];

describe('models that a request names', () => {
  it('pass when they can do what is wanted', () => {
    expect(() =>
      checkNamedModels(OFFERED, Capability.GENERATE, [
        ['spec.models[0]', 'a'],
        ['spec.judge_model', 'b'],
      ]),
    ).not.toThrow();
  });

  it('are refused with all fields that name none of them, and with those that there are', () => {
    let refused: unknown;
    try {
      checkNamedModels(OFFERED, Capability.GENERATE, [
        ['spec.models[0]', 'places'],
        ['spec.models[1]', 'a'],
        ['spec.judge_model', 'c'],
      ]);
    } catch (caught) {
      refused = caught;
    }
    expect(refused).toMatchObject({
      code: 'NOT_FOUND',
      reason: 'MODEL_UNKNOWN',
      message: 'spec.models[0]: no inference worker serves places; there is: a, b',
      violations: [{ field: 'spec.models[0]' }, { field: 'spec.judge_model' }],
    });
  });

  it('say so where there are none at all', () => {
    expect(() => checkNamedModels([], Capability.EMBED, [['spec.embedder', '']])).toThrow(
      'spec.embedder: no inference worker serves one; there is: none',
    );
  });
});
