import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labelFile } from '@rookery/inference-pin/testing';
import { PinState } from '@rookery/shared-contracts';
import { eventually } from '@rookery/shared-platform-processes';
import { json, vllm, type VllmServer } from '@rookery/shared-scripted-model-server';
import { HELLO, Machine, request } from './testing/machine.ts';

const LLAMA = 'meta-llama/Llama-3.1-8B-Instruct';
const LLAMA_COMMIT = '0e9e39f249a16976918f6564b8830bc894c89659';
const QWQ = 'Qwen/QwQ-32B';

let machine: Machine;
beforeEach(async () => {
  machine = await Machine.start();
});
afterEach(() => machine.close());

describe('a worker on the right machine', () => {
  it('serves, says what it found, and sends the sampling of the catalogue', async () => {
    const root = `/root/.cache/huggingface/hub/models--meta-llama--Llama-3.1-8B-Instruct/snapshots/${LLAMA_COMMIT}`;
    machine.server.behave(vllm({ model: LLAMA, root, startedAt: 1_700_000_000.5 }));
    const { inference } = await machine.servingWorker({ ROOKERY_PIN: 'llama-3.1-8b-instruct' });
    const [model] = machine.models;
    const [placement] = model?.placements ?? [];
    expect(model?.id).toBe(LLAMA);
    expect(placement).toMatchObject({
      worker: 'w1',
      state: PinState.PINNED,
      entry: { name: 'llama-3.1-8b-instruct', hub: LLAMA, revision: LLAMA_COMMIT, gpuClass: 'A100' },
      gpus: [{ product: 'NVIDIA-A100-SXM4-80GB', count: 1, memoryMib: 81920 }],
      gpuSource: 'nvidia-smi',
      served: {
        software: 'vllm',
        version: '0.33.0',
        loadedFrom: LLAMA,
        revision: LLAMA_COMMIT,
        contextTokens: 16_384,
        systemRole: true,
        thoughts: 'none',
        structured: true,
      },
      findings: [],
      unchecked: ['dtype', 'tensor parallel'],
    });
    const answer = await inference.generate(request(LLAMA));
    expect(answer.sent).toMatchObject({
      ...{
        temperature: 0.7,
        topP: 0.95,
        topK: -1,
        minP: 0,
        repetitionPenalty: 1,
        placement: placement?.version,
      },
    });
    const asked = machine.server.seen.find(({ words }) => words === HELLO);
    expect(asked?.body).toMatchObject({ top_k: -1, min_p: 0, repetition_penalty: 1 });
  });

  it('serves by the labels of its node where there is no nvidia-smi', async () => {
    await machine.smi.shows('no-driver');
    machine.server.behave(vllm({ model: QWQ, maxModelLen: 32_768, thinks: true }));
    await machine.servingWorker({ ROOKERY_NODE_LABELS: labelFile('eight-h100') });
    expect(machine.models[0]?.placements[0]).toMatchObject({
      state: PinState.PINNED,
      gpus: [{ product: 'NVIDIA-H100-80GB-HBM3', count: 8 }],
      gpuSource: 'node labels',
      served: { thoughts: 'beside' },
      unchecked: ['revision', 'dtype', 'tensor parallel'],
    });
  });
});

describe('a worker refuses to serve', () => {
  it('on the wrong class of GPU', async () => {
    await machine.smi.shows('two-h100');
    machine.server.behave(vllm({ model: LLAMA }));
    const refused = await machine.refusedBy(await machine.worker());
    expect(refused?.placement?.findings).toEqual([
      { what: 'gpu class', wanted: '1 x A100', found: '2 x NVIDIA-H100-80GB-HBM3' },
    ]);
  });

  it('where there is no GPU', async () => {
    await machine.smi.shows('no-devices');
    machine.server.behave(vllm({ model: LLAMA }));
    const refused = await machine.refusedBy(await machine.worker());
    expect(refused?.reason).toContain('gpu class: wanted 1 x A100, found no GPU: nvidia-smi lists no GPU');
  });

  it('where nobody can tell what it runs on', async () => {
    await machine.smi.shows('no-driver');
    machine.server.behave(vllm({ model: LLAMA }));
    const refused = await machine.refusedBy(await machine.worker());
    expect(refused?.reason).toMatch(
      /found it is not known on what it runs: nvidia-smi says: NVIDIA-SMI has failed .*ROOKERY_NODE_LABELS is not set/,
    );
  });

  it('on a slice of a GPU of the right class', async () => {
    await machine.smi.shows('one-a100-mig-slice');
    machine.server.behave(vllm({ model: LLAMA }));
    const refused = await machine.refusedBy(await machine.worker());
    expect(refused?.placement?.findings).toEqual([
      { what: 'gpu class', wanted: '1 x A100', found: '1 x NVIDIA-A100-SXM4-80GB-MIG-1g.10gb' },
      { what: 'gpu memory', wanted: '39 GiB each', found: '9.3 GiB' },
    ]);
  });

  it('with too little memory', async () => {
    const file = join(machine.folder, 'models.yaml');
    await writeFile(
      file,
      `form: 1
models:
  llama-3.1-8b-instruct:
    hub: ${LLAMA}
    revision: main
    gpu: { class: A100, count: 1, memory_gib: 79 }
    tensor_parallel: 1
    context_tokens: 8192
    dtype: bfloat16
    chat_template: model
    reasoning_parser: none
    sampling: { temperature: 0.7, top_p: 0.95 }
    licence: Llama 3.1 Community License
`,
    );
    await machine.smi.shows('one-a100-40gb');
    machine.server.behave(vllm({ model: LLAMA }));
    const refused = await machine.refusedBy(await machine.worker({ ROOKERY_CATALOGUE: file }));
    expect(refused?.placement?.findings).toEqual([
      { what: 'gpu memory', wanted: '79 GiB each', found: '40.0 GiB' },
    ]);
  });

  it.each<[string, VllmServer, string]>([
    ['another model', { model: 'some/other' }, `model: wanted ${LLAMA}, found some/other`],
    [
      'another model under its name',
      { model: LLAMA, root: 'some/other' },
      `model: wanted ${LLAMA}, found some/other`,
    ],
    ['a shorter context', { model: LLAMA, maxModelLen: 2048 }, 'context: wanted 16384, found 2048'],
    [
      'another revision',
      { model: LLAMA, root: `/hub/models--meta-llama--Llama-3.1-8B-Instruct/snapshots/${'0'.repeat(40)}` },
      `revision: wanted ${LLAMA_COMMIT}, found ${'0'.repeat(40)}`,
    ],
  ])('%s', async (_, served, words) => {
    machine.server.behave(vllm(served));
    await machine.worker({ ROOKERY_PIN: 'llama-3.1-8b-instruct' });
    await eventually('the worker refuses', () => machine.refused.length > 0);
    expect({ models: machine.models, refusedModels: machine.refused }).toMatchObject({
      models: [],
      refusedModels: [{ worker: 'w1', reason: expect.stringContaining(words) as unknown }],
    });
  });
});

describe('an override', () => {
  it('serves what is not as the catalogue says, and says so with what was wanted and found', async () => {
    await machine.smi.shows('one-l4');
    machine.server.behave(vllm({ model: LLAMA }));
    const { inference, process: worker } = await machine.servingWorker({ ROOKERY_PIN_OVERRIDE: 'on' });
    expect({ models: machine.models, refusedModels: machine.refused }).toMatchObject({
      models: [
        {
          id: LLAMA,
          placements: [
            {
              state: PinState.OVERRIDDEN,
              findings: [
                { what: 'gpu class', wanted: '1 x A100', found: '1 x NVIDIA-L4' },
                { what: 'gpu memory', wanted: '39 GiB each', found: '22.5 GiB' },
              ],
            },
          ],
        },
      ],
      refusedModels: [],
    });
    expect((await inference.generate(request(LLAMA))).text).not.toBe('');
    expect(worker.output).toContain('the pin is overridden');
  });
});

describe('a model that is not in the catalogue', () => {
  it('is served as ever, without being looked at, and said to be none of it', async () => {
    await machine.smi.shows('no-devices');
    machine.server.behave(vllm({ model: 'some/other' }));
    await machine.servingWorker();
    expect(machine.models[0]?.placements).toMatchObject([{ state: PinState.NOT_IN_CATALOGUE, gpus: [] }]);
    expect(new Set(machine.server.seen.map(({ path }) => path))).toEqual(new Set(['/v1/models']));
  });

  it('that needs no GPU of ours is served anywhere', async () => {
    await machine.smi.shows('no-devices');
    machine.server.behave(vllm({ model: 'gpt-4o' }));
    await machine.servingWorker();
    expect(machine.models[0]?.placements).toMatchObject([
      { state: PinState.HOSTED, entry: { name: 'gpt-4o', revision: 'main' } },
    ]);
  });
});

describe('a worker that is there for a model without a GPU', () => {
  it('refuses where its server does not offer it, and cuts what that offers instead', async () => {
    const names = Array.from({ length: 40 }, (_, number) => `other-${number}-${'x'.repeat(100)}\u001b`);
    machine.server.behave(json(200, { data: names.map((id) => ({ id })) }));
    await machine.worker({ ROOKERY_PIN: 'gpt-4o' });
    await eventually('the worker refuses', () => machine.refused.length > 0);
    const [refused] = machine.refused;
    expect(refused).toMatchObject({
      model: 'gpt-4o',
      reason: expect.stringMatching(/^[\x20-\x7e]+$/) as unknown,
    });
    expect(refused?.reason).toContain('model: wanted gpt-4o, found other-0-xxx');
  });
});

describe('a start', () => {
  it('with a pin that the catalogue does not have is stopped', async () => {
    await expect(machine.worker({ ROOKERY_PIN: 'llama' })).rejects.toThrow(
      /ROOKERY_PIN is "llama", which the catalogue does not have; it has llama-3.1-8b-instruct/,
    );
  });

  it('with a catalogue that cannot be read is stopped', async () => {
    await expect(machine.worker({ ROOKERY_CATALOGUE: '/nowhere' })).rejects.toThrow(
      /ROOKERY_CATALOGUE: catalogue: \/nowhere: the file cannot be read/,
    );
  });
});
