import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { containersOf, readManifests, workloadsOf } from './policies/manifest.ts';
import { renderedFile, SETTINGS } from './rendered.ts';

const paper = SETTINGS.find(({ name }) => name === 'paper') ?? { name: 'paper', arguments: [] };
const vllm = workloadsOf(readManifests(renderedFile(paper)))
  .flatMap(containersOf)
  .find(({ name }) => name === 'vllm');
const [, , script = ''] = vllm?.command ?? [];

/** What nvidia-smi says, in the forms that the container asks for. */
interface Said {
  readonly list: string;
  readonly names: string;
  readonly memory: string;
}
const A100 = 'NVIDIA A100-SXM4-80GB';

/** What the container writes before vLLM starts, with programs that say what is given. */
describe('what a model server writes of its GPUs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-gpus-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = (name: string, text: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const labels = ({ list, names, memory }: Said): Record<string, string> => {
    const cases = `-L) printf '%s' '${list}';; *query-gpu=name*) printf '%s' '${names}';; *memory.total*) printf '%s' '${memory}';;`;
    program('nvidia-smi', `case "$*" in ${cases} *) exit 2;; esac`);
    program('vllm', 'echo "$@"');
    const started = execFileSync('sh', ['-ec', script, 'vllm', 'a-model', '--port=1'], {
      env: { PATH: `${folder}:${process.env['PATH']}`, GPU_LABELS: join(folder, 'labels') },
      encoding: 'utf8',
    });
    expect(started).toBe('serve a-model --port=1\n');
    const lines = readFileSync(join(folder, 'labels'), 'utf8').trimEnd().split('\n');
    return Object.fromEntries(lines.map((line) => line.split('=') as [string, string]));
  };

  it('is the product as its label has it, the memory of one, and how many', () => {
    const two = [0, 1].map((index) => `GPU ${index}: NVIDIA H100 80GB HBM3 (UUID: GPU-${index})\n`).join('');
    const said = {
      list: two,
      names: 'NVIDIA H100 80GB HBM3\nNVIDIA H100 80GB HBM3\n',
      memory: '81559\n81559\n',
    };
    expect(labels(said)).toEqual({
      'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
      'nvidia.com/gpu.memory': '81559',
      'nvidia.com/gpu.count': '2',
    });
  });

  it('is a slice where it is one, and never the memory of the whole GPU', () => {
    const list = `GPU 0: ${A100} (UUID: GPU-0)\n  MIG 1g.10gb     Device  0: (UUID: MIG-0)\n`;
    expect(labels({ list, names: `${A100}\n`, memory: '81920\n' })).toEqual({
      'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB-MIG-1g.10gb',
      'nvidia.com/gpu.count': '1',
    });
  });

  it('is no product of any class where there are several', () => {
    const list = `GPU 0: ${A100} (UUID: GPU-0)\nGPU 1: NVIDIA L4 (UUID: GPU-1)\n`;
    expect(labels({ list, names: `${A100}\nNVIDIA L4\n`, memory: '81920\n23034\n' })).toEqual({
      'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB+NVIDIA-L4',
      'nvidia.com/gpu.memory': '23034',
      'nvidia.com/gpu.count': '2',
    });
  });
});
