import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Catalogue,
  type CatalogueEntry,
  openCatalogue,
  type OpenModel,
} from '@rookery/inference-catalogue';
import { checkPin, type Checked, type Found } from './check-pin.ts';
import type { FoundGpus } from './gpus/gpu.ts';

let catalogue: Catalogue;
let entry: CatalogueEntry;
let open: OpenModel;
beforeAll(async () => {
  catalogue = await openCatalogue();
  const found = catalogue.entry('qwq-32b');
  if (found?.open === undefined) throw new Error('it ships');
  [entry, open] = [found, found.open];
});

const H100 = { product: 'NVIDIA-H100-80GB-HBM3', memoryMib: 81559 };
const gpus = (...found: FoundGpus['gpus']): FoundGpus => ({ gpus: found, source: 'nvidia-smi', why: '' });
const right = (): Found => ({
  gpus: gpus(H100, H100),
  server: { software: 'vllm', version: '0.33.0', dtype: 'bfloat16', tensorParallel: 2, startedAt: 1 },
  model: { id: 'Qwen/QwQ-32B', loadedFrom: 'Qwen/QwQ-32B', revision: entry.revision, contextTokens: 32_768 },
  listed: ['Qwen/QwQ-32B'],
  template: { systemRole: true, thoughts: 'beside', structured: true },
});
const check = (changes: Partial<Found> = {}): Checked =>
  checkPin(entry, open, catalogue, { ...right(), ...changes });
const wrong = (changes: Partial<Found>): string[] => check(changes).wrong.map(({ what }) => what);

describe('an entry held against what was found', () => {
  it('fits, with nothing left to check', () => {
    expect(check()).toEqual({ wrong: [], differing: [], unchecked: [] });
  });

  it.each<[string, FoundGpus['gpus'], string[]]>([
    ['one GPU of two', [H100], ['gpu count']],
    [
      'one of another class beside',
      [H100, { product: 'NVIDIA-L4', memoryMib: 23034 }],
      ['gpu class', 'gpu memory'],
    ],
    [
      'slices',
      Array(2).fill({ product: 'NVIDIA-H100-80GB-HBM3-MIG-7g.80gb', memoryMib: 81559 }) as FoundGpus['gpus'],
      ['gpu class'],
    ],
    [
      'shared ones, by their name',
      Array(2).fill({ ...H100, product: `${H100.product}-SHARED` }) as FoundGpus['gpus'],
      ['gpu class'],
    ],
    ['unknown memory', [H100, { ...H100, memoryMib: undefined }], ['gpu memory']],
  ])('does not fit %s', (_, found, findings) => {
    expect(wrong({ gpus: gpus(...found) })).toEqual(findings);
  });

  it('does not fit shared GPUs, by their label', () => {
    const shared: FoundGpus = {
      gpus: [H100, H100],
      source: 'node labels',
      why: 'its GPUs are shared (mps): x',
    };
    expect(check({ gpus: shared }).wrong[0]?.found).toBe(
      '2 x NVIDIA-H100-80GB-HBM3: its GPUs are shared (mps): x',
    );
  });

  it('takes a slice where any GPU will do, if it has the memory', () => {
    const slice = { product: 'NVIDIA-A100-SXM4-80GB-MIG-3g.40gb', memoryMib: 38146 };
    const any = (memoryGib: number) =>
      checkPin(entry, { ...open, gpu: { class: 'any', count: 1, memoryGib } }, catalogue, {
        ...right(),
        gpus: gpus(slice),
      }).wrong;
    expect(any(30)).toEqual([]);
    expect(any(40).map(({ what }) => what)).toEqual(['gpu memory']);
  });

  it('does not fit a server that says otherwise', () => {
    const { server } = right();
    expect(wrong({ server: { ...server, dtype: 'float16', tensorParallel: 1 } })).toEqual([
      'dtype',
      'tensor parallel',
    ]);
  });

  it('is unchecked where a server says nothing, but for a model under its hub name', () => {
    const { server } = right();
    const unsaid = { loadedFrom: undefined, revision: undefined, contextTokens: undefined };
    const silent = { ...server, dtype: undefined, tensorParallel: undefined };
    const unchecked = ['revision', 'context', 'dtype', 'tensor parallel'];
    expect(check({ model: { id: 'Qwen/QwQ-32B', ...unsaid }, server: silent })).toMatchObject({
      wrong: [],
      unchecked,
    });
    expect(check({ model: { id: 'qwq-32b', ...unsaid }, server: silent })).toMatchObject({
      wrong: [],
      unchecked: ['model', ...unchecked],
    });
  });

  it('notes thoughts that are elsewhere, and refuses nothing for them', () => {
    const template = { ...right().template, thoughts: 'within' } as const;
    expect(check({ template })).toMatchObject({
      wrong: [],
      differing: [
        { what: 'reasoning parser', wanted: 'deepseek_r1', found: 'thoughts in the text of the answer' },
      ],
    });
  });
});
