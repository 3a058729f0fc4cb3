import { describe, expect, it } from '@jest/globals';
import { Model, PinState, RefusedModel } from '@rookery/shared-contracts';
import { pinInWords, placementRows } from './placements.ts';
import { refusedModelsInWords } from './refused-models.ts';

const COMMIT = '976055f8c83f394f35dbd3ab09a285a984907bd0';
const entry = { name: 'qwq-32b', version: '0123456789ab', revision: COMMIT };
const right = {
  worker: 'w1',
  version: 'a',
  state: PinState.PINNED,
  entry,
  gpus: [{ product: 'NVIDIA-H100-80GB-HBM3', count: 2, memoryMib: 81559 }],
  gpuSource: 'nvidia-smi',
  served: { software: 'vllm', version: '0.33.0', revision: COMMIT },
};
const wrong = { ...right, worker: 'w2', version: 'b', state: PinState.OVERRIDDEN, gpus: [], served: {} };
const model = (...placements: object[]): Model => Model.fromPartial({ id: 'Qwen/QwQ-32B', placements });

describe('where a model runs', () => {
  it('is a row for each worker', () => {
    expect(placementRows(model(right, wrong))).toEqual([
      [
        ...['Qwen/QwQ-32B', 'w1', '2 x NVIDIA-H100-80GB-HBM3 (nvidia-smi)', '79.6 GiB each'],
        ...['qwq-32b@0123456789ab', '976055f8c83f', 'vllm 0.33.0', 'pinned'],
      ],
      ['Qwen/QwQ-32B', 'w2', '-', '-', 'qwq-32b@0123456789ab', '976055f8c83f?', '-', 'OVERRIDDEN'],
    ]);
  });

  it('is none where nothing is known', () => {
    expect(placementRows(model({ worker: 'w1', state: PinState.NOT_IN_CATALOGUE }))).toEqual([]);
  });
});

describe('how a model stands to the catalogue', () => {
  it.each([
    ['-', []],
    ['pinned', [right]],
    ['pinned', [right, { ...right, worker: 'w3' }]],
    ['pinned, OVERRIDDEN, workers DIFFER', [right, wrong]],
    ['not in the catalogue', [{ state: PinState.NOT_IN_CATALOGUE }]],
  ])('%s', (words, placements) => expect(pinInWords(model(...placements))).toBe(words));
});

describe('what workers refuse', () => {
  it('is said once for all that refuse it for the same reason, in lines that fit', () => {
    const reason = 'Qwen/QwQ-32B is not served: gpu class: wanted 2 x H100, found 1 x NVIDIA-L4';
    const lines = refusedModelsInWords([
      RefusedModel.fromPartial({ worker: 'w1', reason }),
      RefusedModel.fromPartial({ worker: 'w2', reason }),
    ]);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.replace(/\s+/g, ' ')).toBe(`worker w1, w2 refuses: ${reason}`);
    for (const line of lines.join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
