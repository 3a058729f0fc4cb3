import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OPENAI_DEFAULTS, OpenAiBackend } from '@rookery/inference-backends';
import { type MetricsEndpoint, serveMetrics } from '@rookery/shared-metrics';
import { type ModelServer, startModelServer, vllm } from '@rookery/shared-scripted-model-server';
import { watchServer } from './watch-server.ts';

let server: ModelServer;
let backend: OpenAiBackend;
let endpoint: MetricsEndpoint;
let unwatch: () => void;
beforeEach(async () => {
  server = await startModelServer();
  backend = new OpenAiBackend({
    ...OPENAI_DEFAULTS,
    baseUrl: server.baseUrl,
    apiKey: undefined,
    models: [],
    prices: new Map(),
  });
  unwatch = watchServer(backend.server);
  endpoint = await serveMetrics({ host: '127.0.0.1', port: 0, version: '1.2.3' });
});
afterEach(async () => {
  unwatch();
  await endpoint.close();
  await backend.close();
  await server.close();
});

const scraped = async (): Promise<string[]> => {
  const text = await (await fetch(`http://${endpoint.address}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith('rookery_model_server_'));
};

describe('what a model server says of its load', () => {
  it('is among the metrics of its worker, asked once for all of it', async () => {
    server.behave(vllm({ model: 'm' }));
    expect(await scraped()).toEqual([
      'rookery_model_server_running 0',
      'rookery_model_server_waiting 0',
      'rookery_model_server_cache_used_ratio 0.25',
    ]);
    expect(server.seen.map(({ path }) => path)).toEqual(['/metrics']);
  });

  it('is not there, and not zero, where the server does not say it', async () => {
    server.behave(vllm({ model: 'm', metrics: 'none' }));
    expect(await scraped()).toEqual([]);
  });
});
