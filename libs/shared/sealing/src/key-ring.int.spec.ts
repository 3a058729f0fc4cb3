import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyRing } from './key-ring.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'key-ring-')), 'keys');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

describe('KeyRing', () => {
  it('makes its folder and its file for their owner alone, and one of them whoever comes at once', async () => {
    const rings = await Promise.all(Array.from({ length: 8 }, () => KeyRing.open(folder, 'agent')));
    expect(rings.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'agent.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['agent.json']);
    const [one, other] = rings;
    const made = one?.makeKey('a');
    expect(made && (await other?.unwrap(made.wrapped, 'a', 'a'))).toEqual(made?.key);
  });

  it('opens keys of every generation that it has, and of none that was destroyed', async () => {
    const ring = await KeyRing.open(folder, 'agent');
    const elsewhere = await KeyRing.open(folder, 'agent');
    const [old, gone] = [ring.makeKey('old'), ring.makeKey('gone')];
    await ring.add();
    expect(await ring.unwrap(old.wrapped, 'old', 'old')).toEqual(old.key);
    const anew = ring.wrap(old.key, 'old');
    expect(anew.generation).toBeGreaterThan(old.wrapped.generation);
    expect(await elsewhere.unwrap(anew, 'old', 'old')).toEqual(old.key);
    const former = await readFile(ring.file);
    await ring.leaveOnlyNewest(new Map([['old', anew.bytes]]));
    expect(ring.size).toBe(1);
    await elsewhere.reload();
    // From a copy of before: the living is found in the file of the living, the other nowhere.
    expect(await elsewhere.unwrap(old.wrapped, 'old', 'old')).toEqual(old.key);
    expect(await elsewhere.unwrap(gone.wrapped, 'gone', 'gone')).toBeUndefined();
    expect((await readFile(ring.file)).equals(former)).toBe(false);
    expect(await readdir(folder)).toEqual(['agent.json', 'agent.living.json']);
  });

  it('takes no key for that of another', async () => {
    const ring = await KeyRing.open(folder, 'agent');
    const { wrapped } = ring.makeKey('a');
    await expect(ring.unwrap(wrapped, 'b', 'b')).rejects.toMatchObject({ code: 'DATA_LOSS' });
  });

  it.each(['', '{', '{}', '{"keys":{}}', '{"keys":{"1":"AAAA"}}', '[]', 'null'])(
    'refuses a file that is none of its own: %s',
    async (text) => {
      await KeyRing.open(folder, 'agent');
      await writeFile(join(folder, 'agent.json'), text);
      await expect(KeyRing.open(folder, 'agent')).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
    },
  );
});
