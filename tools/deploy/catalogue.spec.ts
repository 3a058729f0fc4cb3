import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const CATALOGUE = new URL('../../libs/inference/catalogue/src/catalogue.yaml', import.meta.url);

/** An entry of the catalogue, as far as the chart has it too. */
interface Entry {
  readonly hub?: string;
  readonly revision: string;
  readonly gpu?: { readonly class: string; readonly count: number; readonly memory_gib: number };
  readonly tensor_parallel?: number;
  readonly context_tokens?: number;
  readonly dtype?: string;
  readonly reasoning_parser?: string;
  readonly sampling?: object;
}
interface Values {
  readonly gpuClasses?: Readonly<Record<string, readonly string[]>>;
  readonly models?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const read = (file: URL): unknown => parse(readFileSync(file, 'utf8'), { merge: true });
const values = (file: string): Values => read(new URL(file, import.meta.url)) as Values;

/** What the chart says of a model, in the words of its values. */
const asValues = (entry: Entry): object => ({
  hub: entry.hub,
  revision: entry.revision,
  gpuClass: entry.gpu?.class,
  gpuCount: entry.gpu?.count,
  minGpuMemoryGiB: entry.gpu?.memory_gib,
  tensorParallel: entry.tensor_parallel,
  contextLength: entry.context_tokens,
  dtype: entry.dtype,
  reasoningParser: entry.reasoning_parser,
  sampling: entry.sampling,
});

(existsSync(CATALOGUE) ? describe : describe.skip)(
  'the settings of the chart (needs the catalogue of models)',
  () => {
    const catalogue = existsSync(CATALOGUE)
      ? (read(CATALOGUE) as { gpu_classes: object; models: Readonly<Record<string, Entry>> })
      : { gpu_classes: {}, models: {} };

    it('have the GPU classes of the catalogue', () => {
      expect(values('chart/values.yaml').gpuClasses).toEqual(catalogue.gpu_classes);
    });

    it.each(['paper', 'large'])('have the models of the catalogue under their names: %s', (setting) => {
      const models = Object.entries(values(`settings/${setting}.yaml`).models ?? {});
      expect(models.length).toBeGreaterThan(4);
      for (const [name, { memory, replicas, ...said }] of models) {
        const entry = catalogue.models[name];
        expect([name, entry === undefined ? undefined : asValues(entry)]).toEqual([name, said]);
        expect([typeof memory, typeof replicas]).toEqual(['string', 'number']);
      }
    });
  },
);
