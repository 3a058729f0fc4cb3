import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  InferenceServiceDefinition,
  type InferenceServiceClient,
  type RefusedModel,
} from '@rookery/shared-contracts';
import { eventually, PATIENCE_MS, startAroundPlanner } from '@rookery/shared-platform-processes';
import { client, connect } from '@rookery/shared-transport';
import { TINY_MODEL, TinyModel } from './tiny-model.ts';

const wanted = process.env['ROOKERY_TEST_ENGINE'] !== undefined;
(wanted ? describe : describe.skip)(
  'a worker that is there for another model (needs npm run test:engine)',
  () => {
    let engine: TinyModel;
    const opened = new AsyncDisposableStack();
    let inference: InferenceServiceClient;
    beforeAll(async () => {
      engine = await TinyModel.start(console.error, { tokens: 1024, atOnce: 1, threads: 1 });
      opened.defer(() => engine.kill());
      const around = await startAroundPlanner({
        worker: {
          OPENAI_BASE_URL: engine.baseUrl,
          ROOKERY_SIMULATED_MODELS: 'off',
          ROOKERY_PIN: 'llama-3.1-8b-instruct',
        },
        judge: false,
      });
      opened.defer(() => around.opened.disposeAsync());
      const channel = connect(around.variables['ROOKERY_GATEWAY_ADDRESS'] ?? '');
      opened.defer(() => Promise.resolve(channel.close()));
      inference = client(InferenceServiceDefinition, channel, { 'rookery-model': TINY_MODEL });
    }, PATIENCE_MS);
    afterAll(() => opened.disposeAsync(), PATIENCE_MS);

    it('serves neither, and says what was wanted and what was found', async () => {
      let refused: RefusedModel | undefined;
      await eventually('it refuses', async () => {
        const said = await inference.listModels({});
        expect(said.models).toEqual([]);
        [refused] = said.refusedModels;
        return refused !== undefined;
      });
      expect(refused?.model).toBe('llama-3.1-8b-instruct');
      expect(refused?.placement?.findings).toContainEqual({
        what: 'model',
        wanted: 'meta-llama/Llama-3.1-8B-Instruct',
        found: TINY_MODEL,
      });
      expect(refused?.placement?.served).toMatchObject({ software: 'llama.cpp' });
    });
  },
);
