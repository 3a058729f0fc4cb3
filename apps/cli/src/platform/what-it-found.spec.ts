import { describe, expect, it } from '@jest/globals';
import { Model } from '@rookery/shared-contracts';
import { modelsInWords } from './what-it-found.ts';

const model = (id: string, simulated = false): Model => Model.fromPartial({ id, simulated });

describe('the models of a platform in words', () => {
  it('are told by kind, and not without end', () => {
    expect(modelsInWords([])).toBe('none');
    expect(modelsInWords([model('sim/a', true), model('b'), model('c')])).toBe(
      '1 simulated (sim/a); 2 real (b, c)',
    );
    expect(modelsInWords(Array.from({ length: 90 }, (_, index) => model(`m${index}`)))).toMatch(
      /^90 real \(m0, .*m7, \.\.\.\)$/,
    );
  });
});
