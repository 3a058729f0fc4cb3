import { describe, expect, it } from '@jest/globals';
import { EffectGroup, LibraryModel, type Library } from '@rookery/shared-contracts';
import { describeLibrary } from './library.ts';

const YOUNG: Library = {
  name: 'libraries/default',
  createTime: undefined,
  paths: 7,
  finishedSearches: 6,
  nextFitAt: 20,
  fit: undefined,
  modelWeights: [],
  owner: '',
  published: false,
};

describe('describeLibrary', () => {
  it('says of a young library when it will be learned from', () => {
    const text = describeLibrary(YOUNG);
    expect(text).toMatch(/libraries\/default: 7 paths, 6 finished searches; learned from at 20\./);
    expect(text).toMatch(/Nothing has been learned yet/);
  });

  it('shows what related queries share and how far each model is trusted, in words', () => {
    const text = describeLibrary({
      ...YOUNG,
      nextFitAt: 30,
      fit: {
        version: 2,
        createTime: new Date('2026-03-04T05:06:07Z'),
        finishedSearches: 20,
        embedder: 'lexical-v1',
        noise: 0.4,
        sharing: [{ group: EffectGroup.MAIN, share: 0.312, deviation: 0.2 }],
        trustInRanking: 1.1,
        summary: 'Related queries share some of their effects.',
      },
      modelWeights: [
        { model: LibraryModel.LIBRARY, weight: 0.875 },
        { model: LibraryModel.HAND_SET, weight: 0.125 },
      ],
    });
    expect(text).toMatch(/learned from again at 30\./);
    expect(text).toMatch(/Version 2 of 2026-03-04T05:06, from 20 searches, queries placed by lexical-v1/);
    expect(text).toMatch(/Related queries share some of their effects\./);
    expect(text).toMatch(/what one attribute is worth +31% +0\.200/);
    expect(text).toMatch(/what the library taught +0\.88/);
    expect(text).toMatch(/as without a library +0\.13/);
  });
});
