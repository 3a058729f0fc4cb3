import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filesTarget } from '../files/files-target.ts';
import { target, type AnyTarget } from '../target.ts';
import { textsTarget } from '../texts/texts-target.ts';
import { verdict } from '../texts/nothing-invented.ts';
import { fuzz, kindOf, type FuzzOptions } from './fuzz.ts';
import { readSeed, writeSeed } from './seeds.ts';

const options = (seed: number, times: number): FuzzOptions => ({
  seed,
  times,
  forMs: Infinity,
  found: () => undefined,
});

/** A target that keeps what it is given. */
function keeping(kept: string[], wrong: (text: string) => string | undefined = () => undefined): AnyTarget {
  return target<string>({
    name: 'kept',
    says: 'nothing',
    times: 1,
    open: async () => ({
      inputs: fc.string(),
      play: async (text) => {
        kept.push(text);
        return wrong(text);
      },
      after: async () => ['it leaks'],
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  });
}

describe('a fuzzer', () => {
  it('draws the same inputs for the same seed, and others for another', async () => {
    const drawn = async (seed: number, times: number): Promise<string[]> => {
      const kept: string[] = [];
      expect((await fuzz(keeping(kept), options(seed, times))).played).toBe(times);
      return kept;
    };
    const once = await drawn(1, 250);
    expect(await drawn(1, 250)).toEqual(once);
    expect((await drawn(1, 120)).slice(0, 120)).toEqual(once.slice(0, 120));
    expect(await drawn(2, 250)).not.toEqual(once);
  });

  it('makes an input smaller, goes on after it, and tells each kind once', async () => {
    const { findings, played } = await fuzz(
      keeping([], (text) => (text.length > 4 ? `${text.length} letters are too many: "…"` : undefined)),
      options(3, 400),
    );
    expect(findings.map(({ says }) => kindOf(says))).toEqual(['0 letters are too many: ""', 'it leaks']);
    expect(String(findings[0]?.input)).toHaveLength(5);
    expect(played).toBe(400);
  });

  it('writes an input as a file that it can read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'seeds-'));
    try {
      const finding = { target: 'texts', says: 'it fell over', input: { text: '\ud800' } };
      expect(readSeed(writeSeed(folder, finding))).toEqual(finding);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

// Each with something bad in the place of what is fuzzed: what it would be like if it had a bug.
describe('a fuzzer notices', () => {
  const firstOf = async (bad: AnyTarget): Promise<string> =>
    (await fuzz(bad, options(1, 600))).findings[0]?.says ?? '';

  it('a reader that throws', async () => {
    const reads = (text: string): unknown => JSON.parse(text.includes('{') ? text : '{}');
    expect(await firstOf(textsTarget(async () => [['bad', reads]]))).toMatch(/^bad: threw SyntaxError/);
  });

  it('a reader whose work grows faster than its text', async () => {
    const steep = textsTarget(async () => [['bad', (text) => /[a,]*x/.test(text)]]);
    const open = await steep.open();
    expect(await open.play({ reader: 'bad', text: 'a,', grows: true })).toMatch(/grows faster than the text/);
  });

  it('a verdict that is not in its text', () => {
    const scores = { risk_sensitivity: 4, emotional_empathy: 3, user_alignment: 5 };
    const read = { scored: true, scores, format: 'text', justifications: {} } as const;
    const text = 'Risk Sensitivity: 4/5\nEmotional Empathy: 3/5\nUser-specific Alignment: 5/5';
    expect(verdict(text, read)).toBeUndefined();
    expect(verdict(text.replace('3/', '2/'), read)).toBe('a score of 3 was read, which is not in the text');
    expect(verdict(text.replace('Empathy', 'Warmth'), read)).toMatch(/does not name/);
  });

  it('an importer that falls over, and a promise of it that nobody waits for', async () => {
    const bad = filesTarget(async (bytes) => (bytes.includes(0xff) ? 'threw RangeError' : undefined));
    expect(await firstOf(bad)).toMatch(/: threw RangeError$/);
  });
});
