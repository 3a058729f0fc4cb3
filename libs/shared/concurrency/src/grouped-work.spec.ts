import { describe, expect, it } from '@jest/globals';
import { GroupedWork } from './grouped-work.ts';

/** Doubles numbers; a group with a 13 in it fails. */
function doubling(most = 100): { groups: number[][]; work: GroupedWork<number, number>; go: () => void } {
  const groups: number[][] = [];
  let go: () => void = () => undefined;
  const work = new GroupedWork<number, number>({
    most,
    work: async (items) => {
      groups.push([...items]);
      await new Promise<void>((resolve) => (go = resolve));
      if (items.includes(13)) throw new Error('13');
      return items.map((item) => 2 * item);
    },
    mayBeOfOne: (caught) => (caught as Error).message === '13',
  });
  return { groups, work, go: () => go() };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

async function letGo(go: () => void, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await turn();
    go();
  }
}

describe('GroupedWork', () => {
  it('does together what comes together, and what comes meanwhile with the next group', async () => {
    const { groups, work, go } = doubling();
    const first = [1, 2].map((item) => work.add(item));
    await turn();
    const second = [3, 4, 5].map((item) => work.add(item));
    await letGo(go, 2);
    expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
    expect(groups).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('does no more at once than it is told to', async () => {
    const { groups, work, go } = doubling(2);
    const all = [1, 2, 3].map((item) => work.add(item));
    await letGo(go, 2);
    expect(await Promise.all(all)).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1, 2], [3]]);
  });

  it('fails one item alone where it may be at fault, and a group where none is', async () => {
    const { work, go } = doubling();
    const all = Promise.allSettled([1, 13, 3].map((item) => work.add(item)));
    await letGo(go, 5);
    expect(await all).toEqual([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: new Error('13') },
      { status: 'fulfilled', value: 6 },
    ]);

    const away = new GroupedWork<number, number>({
      most: 10,
      work: () => Promise.reject(new Error('away')),
      mayBeOfOne: () => false,
    });
    const failed = await Promise.allSettled([away.add(1), away.add(2)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(away.add(3)).rejects.toThrow('away');
  });

  it('is drained when everything that was added is done', async () => {
    const { work, go } = doubling(1);
    const done: number[] = [];
    for (const item of [1, 2]) void work.add(item).then((result) => done.push(result));
    const drained = work.drained();
    await letGo(go, 2);
    await drained;
    expect(done).toEqual([2, 4]);
    await work.drained();
  });
});
