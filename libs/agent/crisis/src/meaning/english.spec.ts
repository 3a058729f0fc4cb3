import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readLabelled } from '../labelled.ts';
import { isEnglish } from './english.ts';

const read = (path: string) =>
  readLabelled(readFileSync(new URL(`../../labelled/${path}.jsonl`, import.meta.url), 'utf8'));
const PARTS = ['development', 'held-out-1', 'everyday'];

describe('isEnglish', () => {
  it.each(['', '42', '???', 'sdfgh'])('is not said of %j', (text) => {
    expect(isEnglish(text)).toBe(false);
  });

  it('knows nineteen of twenty messages that are, and takes none of another language for one', () => {
    const english = ['crisis', 'concern', 'none'].flatMap((part) => read(`meaning/${part}`));
    const known = english.filter(({ text }) => isEnglish(text));
    expect(known.length).toBeGreaterThan(english.length * 0.95);
    const others = PARTS.flatMap(read).filter(({ language }) => language !== 'en');
    expect(others.filter(({ text }) => isEnglish(text))).toEqual([]);
  });
});
