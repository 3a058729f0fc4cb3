import { describe, expect, it } from '@jest/globals';
import { MeasuredModel, PinState, Placement } from '@rookery/shared-contracts';
import { measuredNotes } from './measured-notes.ts';
import { placementDifferences } from './placement-differences.ts';

const RIGHT = Placement.fromPartial({
  state: PinState.PINNED,
  entry: {
    name: 'qwq-32b',
    version: '0123456789ab',
    hub: 'Qwen/QwQ-32B',
    revision: 'main',
    gpuClass: 'H100',
    sampling: { temperature: 0.7 },
  },
  gpus: [{ product: 'NVIDIA-H100-80GB-HBM3', count: 2, memoryMib: 81559 }],
  gpuSource: 'nvidia-smi',
  served: { software: 'vllm', version: '0.33.0', loadedFrom: 'Qwen/QwQ-32B', thoughts: 'beside' },
  unchecked: ['dtype'],
});

const noteOf = (placement: Placement | undefined, answers = 4): string[] =>
  measuredNotes([
    MeasuredModel.fromPartial({ model: 'm', placements: [{ placement, workers: ['w1'], answers }] }),
  ]);

describe('what a report says of its models', () => {
  it('is entry, revision, GPUs and server, and what nobody could check', () => {
    expect(noteOf(RIGHT)).toEqual([
      'm: catalogue entry qwq-32b@0123456789ab, Qwen/QwQ-32B, not pinned to a revision, on 2 x NVIDIA-H100-80GB-HBM3 (nvidia-smi), by vllm 0.33.0. Its server does not tell, so nobody checked: dtype.',
    ]);
  });

  it('is what is not as the entry says, and that the pin was overridden for it', () => {
    const findings = [{ what: 'gpu class', wanted: '2 x H100', found: '1 x NVIDIA-L4' }];
    expect(noteOf({ ...RIGHT, findings })[0]).toContain(
      'Not as the entry says: gpu class: wanted 2 x H100, found 1 x NVIDIA-L4.',
    );
    expect(noteOf({ ...RIGHT, findings, state: PinState.OVERRIDDEN })[0]).toContain(
      'PIN OVERRIDDEN, it is not what the catalogue says: gpu class',
    );
  });

  it('is that a model is not in the catalogue, is behind its maker, or was gone', () => {
    expect(noteOf(Placement.fromPartial({ state: PinState.NOT_IN_CATALOGUE }))).toEqual([
      'm is not in the catalogue: what it is and what it ran on was not checked.',
    ]);
    expect(noteOf({ ...RIGHT, state: PinState.HOSTED })[0]).toContain(
      'not pinned to a revision: what its name stands for may change',
    );
    expect(noteOf(undefined)).toEqual([
      'm: 4 of its answers came from workers that were gone before it was noted what they are.',
    ]);
  });
});

describe('differences of workers', () => {
  it.each<[string, Partial<Placement>]>([
    ['revision', { served: { ...served(), revision: 'a'.repeat(40) } }],
    ['GPU', { gpus: [{ product: 'NVIDIA-H100-PCIe', count: 2, memoryMib: 81559 }] }],
    ['dtype', { served: { ...served(), dtype: 'float16' } }],
    ['server version', { served: { ...served(), version: '0.32.0' } }],
    ['template', { served: { ...served(), thoughts: 'within' } }],
    ['pin', { state: PinState.OVERRIDDEN }],
  ])('%s', (what, changes) => {
    expect(placementDifferences([RIGHT, { ...RIGHT, ...changes }])).toEqual([what]);
  });

  it('sampling, with the entry that has it', () => {
    const sampling = { temperature: 0.6, topP: 0.95 };
    const other = Placement.fromPartial({
      ...RIGHT,
      entry: { ...RIGHT.entry, version: 'ba9876543210', sampling },
    });
    expect(placementDifferences([RIGHT, other])).toEqual(['catalogue entry', 'sampling']);
  });

  it('are none of the number of GPUs that a node has, nor of one worker', () => {
    const gpus = RIGHT.gpus.map((gpu) => ({ ...gpu, count: 8 }));
    expect(placementDifferences([RIGHT, { ...RIGHT, gpus }])).toEqual([]);
    expect(placementDifferences([RIGHT])).toEqual([]);
  });
});

function served(): NonNullable<Placement['served']> {
  if (RIGHT.served === undefined) throw new Error('it is set above');
  return RIGHT.served;
}
