import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { beating } from './beating.ts';
import { withinMs } from './within-ms.ts';

describe('beating', () => {
  it('beats while its source is silent, and never instead of it', async () => {
    async function* slow(): AsyncGenerator<string> {
      yield 'one';
      await pause(50);
      yield 'two';
    }
    const heard = await Array.fromAsync(beating(slow(), 10, () => '.'));
    expect(heard.filter((one) => one !== '.')).toEqual(['one', 'two']);
    expect(heard.at(1)).toBe('.');
    expect(await Array.fromAsync(beating(slow(), 60_000, () => '.'))).toEqual(['one', 'two']);
  });

  it('fails as its source does, once', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield 'one';
      await pause(20);
      throw new Error('broken');
    }
    const heard: string[] = [];
    const listening = async (): Promise<void> => {
      for await (const one of beating(failing(), 5, () => '.')) heard.push(one);
    };
    await expect(listening()).rejects.toThrow('broken');
    expect(heard).toContain('.');
  });

  it('stops its source when its reader leaves', async () => {
    let stopped = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let count = 0; ; count += 1) yield count;
      } finally {
        stopped = true;
      }
    }
    for await (const _ of beating(endless(), 1_000, () => -1)) break;
    expect(stopped).toBe(true);
  });
});

describe('withinMs', () => {
  it('gives what comes in time, and nothing of what is late or fails', async () => {
    expect(await withinMs(Promise.resolve(7), 1_000)).toBe(7);
    expect(await withinMs(pause(10_000, 7, { ref: false }), 5)).toBeUndefined();
    expect(await withinMs(Promise.reject(new Error('no')), 1_000)).toBeUndefined();
  });
});
