import { describe, expect, it } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_REVISION, openCatalogue, readCatalogue, versionOf } from './index.ts';

const ENTRY = {
  hub: 'our/model',
  revision: NO_REVISION,
  gpu: { class: 'any', count: 1, memory_gib: 20 },
  tensor_parallel: 1,
  context_tokens: 4096,
  dtype: 'bfloat16',
  chat_template: 'model',
  reasoning_parser: 'none',
  sampling: { temperature: 0.7, top_p: 0.95 },
  licence: 'MIT',
};
const fileOf = (models: object, more: object = {}): string => JSON.stringify({ form: 1, models, ...more });

describe('the catalogue that ships', () => {
  it('has the six models of the paper and LLaMA-3-8B, on the GPUs of the paper', async () => {
    const { entries } = await openCatalogue();
    expect(
      entries.map(({ name, open }) => [name, open?.gpu.class, open?.gpu.count, open?.tensorParallel]),
    ).toEqual([
      ['llama-3.1-8b-instruct', 'A100', 1, 1],
      ['llama-3-8b-instruct', 'A100', 1, 1],
      ['mistral-7b-instruct-v0.1', 'A100', 1, 1],
      ['qwen-2.5-7b-instruct', 'A100', 1, 1],
      ['deepseek-llm-7b-chat', 'A100', 1, 1],
      ['qwq-32b', 'H100', 2, 2],
      ['gpt-4o', undefined, undefined, undefined],
    ]);
  });

  it('samples as the paper does, and in no other way that a model brings along', async () => {
    const { entries } = await openCatalogue();
    for (const { open, sampling } of entries) {
      expect(sampling).toMatchObject({ temperature: 0.7, topP: 0.95 });
      if (open !== undefined) expect(sampling).toMatchObject({ topK: -1, minP: 0, repetitionPenalty: 1 });
    }
  });

  it('pins every open model to a commit, and has a parser for the thoughts of QwQ', async () => {
    const catalogue = await openCatalogue();
    const unpinned = catalogue.entries.filter(({ revision }) => revision === NO_REVISION);
    expect(unpinned.map(({ name }) => name)).toEqual(['gpt-4o']);
    expect(catalogue.entry('qwq-32b')?.open?.reasoningParser).toBe('deepseek_r1');
  });

  it('finds models by hub name and by the names of servers, and never by how a name begins', async () => {
    const catalogue = await openCatalogue();
    const found = ['Qwen/QwQ-32B', 'qwq-32b', 'Qwen/QwQ-32B-AWQ', 'Qwen/QwQ', 'gpt-4o', 'gpt-4o-mini'];
    expect(found.map((name) => catalogue.find(name)?.name)).toEqual([
      ...['qwq-32b', 'qwq-32b', undefined, undefined, 'gpt-4o', undefined],
    ]);
    expect(catalogue.find('anything', 'Qwen/QwQ-32B')?.name).toBe('qwq-32b');
  });

  it('knows products by their exact names', async () => {
    const catalogue = await openCatalogue();
    const products = [
      ...['NVIDIA-A100-SXM4-80GB', 'NVIDIA-H100-80GB-HBM3', 'NVIDIA-A100-SXM4-80GB-MIG-1g.10gb'],
      ...['NVIDIA-A100-SXM4-80GB-SHARED', 'NVIDIA-A100', 'NVIDIA-GH200-480GB', 'NVIDIA-L4'],
    ];
    expect(products.map((product) => catalogue.classOf(product))).toEqual([
      ...['A100', 'H100', undefined, undefined, undefined, undefined, undefined],
    ]);
  });
});

describe('a file of your own', () => {
  it('adds entries and products, and replaces entries of the same name', async () => {
    const base = await openCatalogue();
    const text = fileOf(
      { ours: ENTRY, 'qwq-32b': { ...ENTRY, hub: 'Qwen/QwQ-32B', licence: 'ours' } },
      { gpu_classes: { H100: ['NVIDIA-H100-SXM5-64GB'] } },
    );
    const catalogue = readCatalogue(text, base);
    expect(catalogue.entries).toHaveLength(base.entries.length + 1);
    expect(catalogue.entry('qwq-32b')?.licence).toBe('ours');
    expect(catalogue.classOf('NVIDIA-H100-SXM5-64GB')).toBe('H100');
    expect(catalogue.classOf('NVIDIA-H100-PCIe')).toBe('H100');
  });

  it('replaces all of the catalogue where it says so', async () => {
    const catalogue = readCatalogue(fileOf({ ours: ENTRY }, { replaces: 'all' }), await openCatalogue());
    expect(catalogue.entries.map(({ name }) => name)).toEqual(['ours']);
    expect(catalogue.classOf('NVIDIA-H100-PCIe')).toBeUndefined();
  });

  it('gives an entry another version with whatever is changed in it', () => {
    const versions = [
      ENTRY,
      { ...ENTRY, dtype: 'float16' },
      { ...ENTRY, sampling: { temperature: 0.7, top_p: 1 } },
    ].map((entry) => readCatalogue(fileOf({ ours: entry })).entries.map(versionOf)[0]);
    expect(new Set(versions).size).toBe(3);
    expect(versions[0]).toMatch(/^[0-9a-f]{12}$/);
    expect(readCatalogue(fileOf({ ours: { ...ENTRY } })).entries.map(versionOf)).toEqual([versions[0]]);
  });

  it('that cannot be read is named', async () => {
    await expect(openCatalogue('/nowhere/models.yaml')).rejects.toThrow(
      '/nowhere/models.yaml: the file cannot be read',
    );
    const file = join(await mkdtemp(join(tmpdir(), 'catalogue-')), 'models.yaml');
    await writeFile(file, 'form: 2\nmodels: {}\n');
    await expect(openCatalogue(file)).rejects.toThrow(
      `catalogue: ${file}: form is 2; allowed is 1, the only form there is`,
    );
  });

  it.each<[string, string, string]>([
    ['no YAML', 'models: [', 'is not YAML'],
    ['a field that there is not', fileOf({ ours: { ...ENTRY, gpus: 2 } }), 'models.ours has no field gpus'],
    [
      'a field that is missing',
      fileOf({ ours: { ...ENTRY, dtype: undefined } }),
      'models.ours.dtype is missing; needed is one of bfloat16',
    ],
    [
      'too many GPUs',
      fileOf({ ours: { ...ENTRY, gpu: { ...ENTRY.gpu, count: 65 } } }),
      'models.ours.gpu.count is 65; allowed is a whole number from 1 to 64',
    ],
    [
      'a class that there is not',
      fileOf({ ours: { ...ENTRY, gpu: { ...ENTRY.gpu, class: 'A10' } } }),
      'models.ours.gpu.class is "A10"; allowed is one of A100, H100, any',
    ],
    [
      'half a commit',
      fileOf({ ours: { ...ENTRY, revision: 'abc' } }),
      'models.ours.revision is "abc"; allowed is a commit of 40 hexadecimal digits, or main',
    ],
    [
      'a temperature that is none',
      fileOf({ ours: { ...ENTRY, sampling: { temperature: 3, top_p: 1 } } }),
      'models.ours.sampling.temperature is 3; allowed is a number from 0 to 2',
    ],
    [
      'more parallel GPUs than there are',
      fileOf({ ours: { ...ENTRY, tensor_parallel: 2 } }),
      'models.ours.tensor_parallel is 2; at most gpu.count, which is 1',
    ],
    ['one name of two', fileOf({ ours: ENTRY, theirs: ENTRY }), 'our/model is a name of models.ours already'],
    [
      'a name with a blank',
      fileOf({ 'our model': ENTRY }),
      'models.our model: the name has to be lower-case letters',
    ],
    [
      'a product of two classes',
      fileOf({}, { gpu_classes: { A100: ['NVIDIA-X'], H100: ['NVIDIA-X'] } }),
      'NVIDIA-X is in A100 and in H100',
    ],
    [
      'a hosted model with a GPU',
      fileOf({ ours: { ...ENTRY, hosted: 'us' } }),
      'models.ours has no field hub',
    ],
  ])('with %s is refused in words', (_, text, words) => {
    expect(() => readCatalogue(text)).toThrow(words);
  });

  it('is bounded before it is read', () => {
    expect(() => readCatalogue(' '.repeat(1_000_001))).toThrow('at most 1000000 are read');
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`m${index}`, ENTRY]));
    expect(() => readCatalogue(fileOf(many))).toThrow('has 1001 models, at most 1000 are read');
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
      .join('\n')}`;
    expect(() => readCatalogue(bomb)).toThrow('is not YAML');
  });
});
