import { describe, expect, it } from '@jest/globals';
import { conditions, thoseThatHold } from './conditions.ts';

const read = conditions(['failed', 'unscored', 'score', 'p99', 'p99.9']);
const measured = {
  failed: { value: 26, outOf: 300 },
  unscored: { value: 0, outOf: 300 },
  score: { value: 3.2 },
  p99: { value: 250 },
  'p99.9': undefined,
};
const broken = (text: string): string[] => thoseThatHold(read(text, []), measured);

describe('conditions that fail a command', () => {
  it.each([
    ['failed', ['failed: failed is 26 of 300']],
    ['unscored', []],
    ['failed,unscored', ['failed: failed is 26 of 300']],
    ['failed > 5%', ['failed > 5%: failed is 8.67% (26 of 300)']],
    ['failed>10%', []],
    ['failed >= 26', ['failed >= 26: failed is 26 of 300']],
    ['score < 3.5', ['score < 3.5: score is 3.2']],
    ['score<3', []],
    ['p99 > 200ms', ['p99 > 200ms: p99 is 250']],
    ['p99 > 0.2s', ['p99 > 0.2s: p99 is 250']],
    ['p99 > 1 s', []],
  ])('%s', (text, expected) => expect(broken(text)).toEqual(expected));

  it('fail when nobody can tell', () => {
    expect(broken('p99.9 > 1s')).toEqual(['p99.9 > 1s: p99.9 is not known']);
    expect(broken('score > 5%')).toEqual(['score > 5%: score is not known']);
  });

  it('add up when the flag is repeated', () => {
    expect(read('score < 3', read('failed', [])).map(({ name }) => name)).toEqual(['failed', 'score']);
  });

  it.each(['', 'speed > 3', 'failed > many', 'failed 5', 'failed > -1', 'failed > 5 apples'])(
    'are refused with those that there are: "%s"',
    (text) => expect(() => read(text, [])).toThrow(/such as "failed > 5"; there are failed, unscored/),
  );
});
