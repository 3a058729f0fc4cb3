import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonObjectIn } from './json-object.ts';

describe('the JSON object of an answer', () => {
  it.each<[string, string, object | undefined]>([
    ['alone', ' {"a": 1} ', { a: 1 }],
    ['the last of two', '{"a": 1} and then {"b": 2}.', { b: 2 }],
    ['the outer of two', 'So: {"a": {"b": 2}} it is', { a: { b: 2 } }],
    ['before one that is cut', '{"a": 1} and {"b": ', { a: 1 }],
    ['beside braces in words', 'a set {a, b} and {"c": 3} and }', { c: 3 }],
    ['none', 'nothing {here}', undefined],
    ['an inner one, where the outer is none', '{broken {"a": 1}}', { a: 1 }],
  ])('is %s', (_, text, expected) => {
    expect(jsonObjectIn(text)).toEqual(expected);
  });

  it('is what was written, whatever stands around it', () => {
    const around = fc.stringMatching(/^[a-z .}"]{0,30}$/);
    const object = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(around, object, fc.stringMatching(/^[a-z ."]{0,30}$/), (before, value, after) => {
        // A brace in a string may belong to one outside of it; what is found then is none that was not written.
        const written = JSON.parse(JSON.stringify(value)) as object;
        const text = JSON.stringify(value);
        if (/[{}].*"/.test(text.slice(1, -1))) return;
        expect(jsonObjectIn(`${before} ${text} ${after}`)).toEqual(written);
      }),
    );
  });

  it('gives up on braces in braces that are none, instead of trying each', () => {
    const depth = 20_000;
    expect(jsonObjectIn(`${'{"a":'.repeat(depth)}x${'}'.repeat(depth)}`)).toBeUndefined();
  });
});
