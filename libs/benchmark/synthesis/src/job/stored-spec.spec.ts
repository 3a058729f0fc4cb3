import { describe, expect, it } from '@jest/globals';
import { Domain, SynthesisSpec } from '@rookery/shared-contracts';
import { STORED_SPEC } from './stored-spec.ts';

const SPEC = SynthesisSpec.fromPartial({
  dataSet: 'dataSets/made',
  model: 'm',
  profiles: 7,
  domains: [Domain.HEALTH],
  given: { age: { values: ['18-24'] } },
  seed: 3,
  embedder: 'e',
});

describe('the stored spec', () => {
  it('comes back as it was', () => {
    expect(STORED_SPEC.read(JSON.parse(STORED_SPEC.write(SPEC)), 'syntheses/1')).toEqual(SPEC);
  });

  it('of version 1 is read', () => {
    const stored = {
      version: 1,
      dataSet: 'dataSets/made',
      model: 'm',
      profiles: 7,
      domains: ['DOMAIN_HEALTH'],
      given: { age: { values: ['18-24'] } },
      seed: 3,
      embedder: 'e',
    };
    expect(STORED_SPEC.read(stored, 'syntheses/1')).toEqual(SPEC);
  });
});
