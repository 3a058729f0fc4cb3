import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Waits } from './waits.ts';

const { signal } = new AbortController();

describe('Waits', () => {
  it('says in one line what is waited for, each once, and ends with nothing', () => {
    const waits = new Waits(() => Promise.resolve(), signal);
    waits.outage('answers', 'the judge is away');
    waits.outage('verdicts', 'the judge is away');
    waits.outage('a', 'the server of a does not answer');
    expect(waits.reason).toBe('the judge is away; the server of a does not answer');
    waits.outage('answers', undefined);
    waits.outage('verdicts', undefined);
    waits.outage('a', undefined);
    expect(waits.reason).toBe('');
  });

  it('names the time of the next try, of the first that tries', async () => {
    const waits = new Waits(() => Promise.resolve(), signal);
    const stopping = new AbortController();
    const all = [60_000, 120_000].map((ms) => waits.slowDown('a is busy', ms, stopping.signal));
    const at = new Date(Date.now() + 60_000).toISOString().slice(11, 16);
    expect(waits.reason).toMatch(/^a is busy; next try at \d\d:\d\d:\d\d UTC$/);
    expect(waits.reason).toContain(at.slice(0, 2));
    stopping.abort();
    await Promise.all(all);
    expect(waits.reason).toBe('');
  });

  it('keeps short waits to itself', async () => {
    const waits = new Waits(() => Promise.resolve(), signal);
    const waiting = waits.slowDown('a is busy', 20, signal);
    expect(waits.reason).toBe('');
    await waiting;
  });

  it('tells the last word last, however slow the telling', async () => {
    const told: string[] = [];
    const ending = new AbortController();
    const waits = new Waits(async (reason) => {
      await sleep(30);
      told.push(reason);
    }, ending.signal);
    waits.outage('answers', 'away');
    await sleep(5);
    waits.outage('answers', undefined);
    while (told.length < 2) await sleep(20);
    expect(told).toEqual(['away', '']);
    ending.abort();
  });
});
