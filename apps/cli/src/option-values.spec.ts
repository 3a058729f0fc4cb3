import { describe, expect, it } from '@jest/globals';
import { among, namedAmount } from './option-values.ts';

describe('among', () => {
  const some = among(['key', 'job', 'model']);

  it('takes words out of those that there are', () => {
    expect(some('model, key')).toEqual(['model', 'key']);
  });

  it.each(['', 'keys', 'key,key', 'key;job'])('refuses %j', (text) => {
    expect(() => some(text)).toThrow(/wanted|is none of these, or is there twice: key, job, model/);
  });
});

describe('namedAmount', () => {
  it('gathers what is given one after the other, the last one of a name counting', () => {
    const once = namedAmount('age=0.1', undefined);
    expect(namedAmount('gender = 2', once)).toEqual({ age: 0.1, gender: 2 });
    expect(namedAmount('age=0', once)).toEqual({ age: 0 });
  });

  it.each(['age', '=1', 'age=', 'age=much', 'age=-1', ''])('refuses %j', (text) => {
    expect(() => namedAmount(text, undefined)).toThrow(/wanted/);
  });
});
