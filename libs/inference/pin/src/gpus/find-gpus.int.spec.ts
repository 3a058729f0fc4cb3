import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fakeSmi, type FakeSmi, labelFile, type NodeLabels, type SmiOutputs } from '../testing.ts';
import { findGpus } from './find-gpus.ts';
import type { FoundGpus } from './gpu.ts';

const { signal } = new AbortController();
const path = process.env['PATH'];
let smi: FakeSmi;
beforeEach(async () => {
  smi = await fakeSmi('one-a100');
  process.env['PATH'] = `${smi.folder}:${path}`;
});
afterEach(async () => {
  process.env['PATH'] = path;
  await smi.remove();
});

const find = async (outputs: SmiOutputs, visibleDevices?: string): Promise<FoundGpus> => {
  await smi.shows(outputs);
  return findGpus({ visibleDevices, nodeLabels: undefined }, true, signal);
};

const A100 = { product: 'NVIDIA-A100-SXM4-80GB', memoryMib: 81920 };
const H100 = { product: 'NVIDIA-H100-80GB-HBM3', memoryMib: 81559 };

describe('nvidia-smi', () => {
  it.each<[SmiOutputs, FoundGpus['gpus']]>([
    ['one-a100', [A100]],
    ['two-h100', [H100, H100]],
    ['eight-a100', Array(8).fill(A100) as FoundGpus['gpus']],
    ['one-l4', [{ product: 'NVIDIA-L4', memoryMib: 23034 }]],
    ['old-driver', [{ product: 'A100-SXM4-40GB', memoryMib: 40536 }]],
    [
      'unlike',
      [
        { product: 'NVIDIA-A100-80GB-PCIe', memoryMib: 81920 },
        { product: 'NVIDIA-L4', memoryMib: 23034 },
      ],
    ],
  ])('of %s is read', async (outputs, gpus) => {
    expect(await find(outputs)).toEqual({ gpus, source: 'nvidia-smi', why: '' });
  });

  it('of a slice tells the slice, and not the GPU that it is cut from', async () => {
    const slice = { product: 'NVIDIA-A100-SXM4-80GB-MIG-1g.10gb', memoryMib: 9536 };
    expect(await find('one-a100-mig-slice')).toEqual({ gpus: [slice], source: 'nvidia-smi', why: '' });
  });

  it('of a GPU that is cut into nothing tells that there is nothing to run on', async () => {
    const found = await find('one-a100-cut-into-nothing');
    expect(found).toEqual({
      gpus: [],
      source: 'nvidia-smi',
      why: 'the GPUs are cut (MIG), and no slice was made',
    });
  });

  it('that finds no device has none, and one without a driver cannot tell', async () => {
    expect(await find('no-devices')).toEqual({
      gpus: [],
      source: 'nvidia-smi',
      why: 'nvidia-smi lists no GPU',
    });
    expect(await find('no-driver')).toEqual({
      gpus: [],
      source: undefined,
      why: expect.stringContaining(
        "nvidia-smi says: NVIDIA-SMI has failed because it couldn't communicate",
      ) as unknown,
    });
  });

  it('that is not there cannot tell', async () => {
    process.env['PATH'] = '/nowhere';
    expect(await find('one-a100')).toMatchObject({
      source: undefined,
      why: expect.stringContaining('there is no nvidia-smi here') as unknown,
    });
  });

  it('counts what CUDA_VISIBLE_DEVICES leaves', async () => {
    expect((await find('eight-a100', '3')).gpus).toEqual([A100]);
    expect((await find('eight-a100', '0, 1')).gpus).toEqual([A100, A100]);
    expect((await find('two-h100', 'GPU-e90c5b27')).gpus).toEqual([H100]);
    // Behind the first that there is not, nothing is visible.
    expect((await find('two-h100', '0,7,1')).gpus).toEqual([H100]);
    expect((await find('unlike', 'GPU-7a4d')).gpus).toEqual([
      { product: 'NVIDIA-A100-80GB-PCIe', memoryMib: 81920 },
    ]);
    expect((await find('one-a100-mig-slice', 'MIG-c6d4f1ef')).gpus).toHaveLength(1);
    expect(await find('two-h100', '-1')).toMatchObject({
      gpus: [],
      why: 'CUDA_VISIBLE_DEVICES (-1) leaves none of 2',
    });
  });

  it('cannot tell which of unlike GPUs a number is', async () => {
    const found = await find('unlike', '0');
    expect(found).toMatchObject({ gpus: [], why: expect.stringContaining('name them by UUID') as unknown });
  });

  it('is not asked for a server on another machine', async () => {
    const found = await findGpus({ visibleDevices: undefined, nodeLabels: undefined }, false, signal);
    expect(found).toEqual({
      gpus: [],
      source: undefined,
      why: 'the model server is not on this machine, so nvidia-smi was not asked; ROOKERY_NODE_LABELS is not set',
    });
  });
});

describe('labels of the node', () => {
  const byLabels = (nodeLabels: string): Promise<FoundGpus> =>
    findGpus({ visibleDevices: undefined, nodeLabels }, false, signal);
  const ofFile = (labels: NodeLabels): Promise<FoundGpus> => byLabels(labelFile(labels));

  it('tell product, memory and count', async () => {
    expect(await ofFile('eight-h100')).toEqual({ gpus: Array(8).fill(H100), source: 'node labels', why: '' });
    const short =
      'nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3,nvidia.com/gpu.memory=81559,nvidia.com/gpu.count=2';
    expect(await byLabels(short)).toEqual({ gpus: [H100, H100], source: 'node labels', why: '' });
  });

  it('tell slices as slices', async () => {
    const { gpus } = await ofFile('a100-slices');
    expect(gpus).toHaveLength(7);
    expect(gpus[0]).toEqual({ product: 'NVIDIA-A100-SXM4-80GB-MIG-1g.10gb', memoryMib: 9728 });
  });

  it('tell that a GPU is shared', async () => {
    expect((await ofFile('h100-shared')).why).toContain('its GPUs are shared (time-slicing)');
  });

  it('cannot tell a whole GPU from a slice where a node has both, nor anything where there is no GPU', async () => {
    const both = await ofFile('a100-slices-beside-whole');
    expect(both).toMatchObject({ gpus: [], source: undefined });
    expect(both.why).toContain('slices beside whole GPUs (nvidia.com/mig-1g.10gb.count=14)');
    expect((await ofFile('no-gpu')).why).toContain('the labels have no nvidia.com/gpu.product');
    expect((await byLabels('/nowhere/labels')).why).toContain('ROOKERY_NODE_LABELS: the file cannot be read');
  });

  it('are asked where nvidia-smi cannot be', async () => {
    await smi.shows('no-driver');
    const sources = { visibleDevices: undefined, nodeLabels: labelFile('eight-h100') };
    expect((await findGpus(sources, true, signal)).source).toBe('node labels');
    await smi.shows('one-l4');
    expect((await findGpus(sources, true, signal)).gpus).toEqual([
      { product: 'NVIDIA-L4', memoryMib: 23034 },
    ]);
  });
});
