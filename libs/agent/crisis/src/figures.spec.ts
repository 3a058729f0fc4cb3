import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isHeldOut, readLabelled } from './labelled.ts';
import { judgeAll, measure } from './measure.ts';
import { screen } from './screen.ts';
import { shareOf } from './wilson.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const documented = read('../../../../docs/crisis-screen.md').split('<!-- figures -->')[1] ?? '';
const messagesOf = (part: string) => readLabelled(read(`../labelled/${part}.jsonl`));
const PARTS = ['development', 'held-out-1', 'held-out-2', 'held-out-3'];

/** Numbers of `12 of 34` in a row of the table, in its order. */
function rowOf(part: string): { hits: number; of: number }[] {
  const row = new RegExp(String.raw`^\| ${part} .*$`, 'mu').exec(documented)?.[0] ?? '';
  return [...row.matchAll(/(\d+) of (\d+)/gu)].map(([, hits, of]) => ({
    hits: Number(hits),
    of: Number(of),
  }));
}

describe('the figures in docs/crisis-screen.md', () => {
  it.each(PARTS)('hold for %s, or better', (part) => {
    const measured = measure(judgeAll(messagesOf(part), (text) => screen(text).level));
    const { crisisRecognised, crisisNoticed, concernNoticed, falseAlarms, falseCrises } = measured;
    const row = rowOf(part);
    expect(row).toHaveLength(5);
    for (const [i, share] of [crisisRecognised, crisisNoticed, concernNoticed].entries()) {
      expect(share.of).toBe(row[i]?.of);
      expect(share.hits).toBeGreaterThanOrEqual(row[i]?.hits ?? Infinity);
    }
    for (const [i, share] of [falseAlarms, falseCrises].entries()) {
      expect(share.of).toBe(row[i + 3]?.of);
      expect(share.hits).toBeLessThanOrEqual(row[i + 3]?.hits ?? -1);
    }
  });

  it('are of at least 300 different messages, half of them harmless', () => {
    const all = PARTS.flatMap(messagesOf);
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(300);
    expect(all.filter(({ level }) => level === 'none').length * 2).toBeGreaterThanOrEqual(all.length);
  });
});

describe('the everyday sentences in docs/crisis-screen.md', () => {
  const sentences = messagesOf('everyday');
  const table = read('../../../../docs/crisis-screen.md').split('<!-- everyday -->')[1] ?? '';

  it.each([
    ['tuning', false],
    ['held out', true],
  ] as const)('of the half %s raise as few alarms as it says, or fewer', (half, heldOut) => {
    const judged = judgeAll(
      sentences.filter((one) => isHeldOut(one) === heldOut),
      (text) => screen(text).level,
    );
    const { falseAlarms, falseCrises } = measure(judged);
    const row = new RegExp(String.raw`^\| ${half} .*$`, 'mu').exec(table)?.[0] ?? '';
    const [, , alarms, crises] = [...row.matchAll(/(\d+) of (\d+)/gu)].map(([, hits, of]) => ({
      hits: Number(hits),
      of: Number(of),
    }));
    expect([falseAlarms.of, falseCrises.of]).toEqual([alarms?.of, crises?.of]);
    expect(falseAlarms.hits).toBeLessThanOrEqual(alarms?.hits ?? -1);
    expect(falseCrises.hits).toBeLessThanOrEqual(crises?.hits ?? -1);
  });

  it('are at least 600 different ones, in thirteen languages', () => {
    expect(new Set(sentences.map(({ text }) => text)).size).toBe(sentences.length);
    expect(sentences.length).toBeGreaterThanOrEqual(600);
    expect(new Set(sentences.map(({ language }) => language.split('-')[0])).size).toBe(13);
  });
});

describe('readLabelled', () => {
  it('names the line that is wrong', () => {
    const line = JSON.stringify({ language: 'en', level: 'none', kind: 'idiom', text: 'x' });
    expect(readLabelled(`${line}\n\n${line}\n`)).toHaveLength(2);
    for (const wrong of ['{"level":"none"}', 'no JSON', '"half'])
      expect(() => readLabelled(`${line}\n${wrong}`)).toThrow(/^line 2 is not a labelled message$/);
  });
});

describe('shareOf', () => {
  it('gives Wilson’s interval', () => {
    // 81 of 263: Newcombe, Statistics in Medicine 17 (1998), table I.
    const { low, high } = shareOf(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
    expect(shareOf(0, 0)).toMatchObject({ low: 0, high: 1 });
  });
});
