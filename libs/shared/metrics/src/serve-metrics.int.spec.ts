import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callCounts } from './known/calls.ts';
import { gatewayCallEnded } from './known/gateway.ts';
import { modelCallBegan, modelCallEnded } from './known/models.ts';
import { poolWaiting } from './known/database.ts';
import { serviceReady, WHOLE_PROCESS } from './known/readiness.ts';
import { serveMetrics, type MetricsEndpoint } from './serve-metrics.ts';

let endpoint: MetricsEndpoint;

beforeEach(async () => {
  endpoint = await serveMetrics({ host: '127.0.0.1', port: 0, version: '1.2.3' });
});
afterEach(() => endpoint.close());

const scraped = async (): Promise<string> => (await fetch(`http://${endpoint.address}/metrics`)).text();

describe('the endpoint for metrics', () => {
  it('says what the process uses, off the meter that ProcessService reads', async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const text = await scraped();
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d{7}/m);
    expect(text).toMatch(/^rookery_build_info\{version="1\.2\.3",node="v\d+[^"]*"\} 1$/m);
    expect(text).toMatch(/^rookery_event_loop_delay_seconds_bucket\{le="\+Inf"\} [1-9]/m);
    expect(text).toMatch(/^rookery_event_loop_delay_seconds_count [1-9]/m);
  });

  it('counts calls by their methods', async () => {
    const counts = callCounts({ path: '/a.v1.A/Ask', requestStream: false, responseStream: true });
    counts.begin();
    counts.begin();
    counts.end('NOT_FOUND', 0.2);
    const of = '{grpc_type="server_stream",grpc_service="a.v1.A",grpc_method="Ask"';
    const text = await scraped();
    expect(text).toContain(`grpc_server_handled_total${of},grpc_code="NOT_FOUND"} 1\n`);
    expect(text).toContain(`rookery_calls_in_flight${of}} 1\n`);
    expect(text).toContain(`grpc_server_handling_seconds_bucket{le="0.25",${of.slice(1)}} 1\n`);
  });

  it('begins at 0 what one event can make a great deal of', async () => {
    modelCallBegan({ model: 'begun', purpose: 'answer' });
    const text = await scraped();
    expect(text).toContain('rookery_model_cost_usd_total{model="begun",purpose="answer"} 0\n');
    expect(text).toContain('rookery_model_calls_total{model="begun",purpose="answer",outcome="ok"} 0\n');
  });

  it('has no label of what callers write', async () => {
    gatewayCallEnded({ service: 'canary.v1.Canary', method: 'Sing' }, false, 'UNIMPLEMENTED', 1);
    const call = {
      purpose: 'answer',
      requests: 1,
      inputTokens: 3,
      outputTokens: 4,
      costUsd: 0.5,
      latencyMs: 9,
    };
    modelCallEnded({ ...call, model: 'the canary sang to me', errorKind: undefined });
    for (let index = 0; index < 400; index += 1)
      modelCallEnded({ ...call, model: `m${index}`, errorKind: 'UNAVAILABLE' });
    const text = await scraped();
    expect(text).not.toContain('canary');
    expect(text).toContain('grpc_service="other",grpc_method="other",grpc_code="UNIMPLEMENTED"} 1');
    const models = new Set(text.match(/model="[^"]*"/g));
    expect(models.size).toBeLessThanOrEqual(201);
    expect(text).toMatch(
      /rookery_model_tokens_total\{model="other",purpose="answer",direction="output"\} \d+/,
    );
  });

  it('says nothing of what cannot be looked at', async () => {
    const broken = poolWaiting.from(() => Promise.reject(new Error('away')));
    expect(await scraped()).not.toMatch(/^rookery_database_pool_waiting \d/m);
    const held = [2, 3].map((value) => poolWaiting.from(() => [{ labels: {}, value }]));
    expect(await scraped()).toMatch(/^rookery_database_pool_waiting 5$/m);
    for (const end of [broken, ...held]) end();
  });

  it('answers nobody who takes it for something else', async () => {
    const port = Number(endpoint.address.split(':').at(-1));
    const status = await new Promise<number | undefined>((resolve) => {
      get({ port, host: '127.0.0.1', path: '/metrics', headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    expect(status).toBe(403);
  });

  it('answers nothing else', async () => {
    for (const [path, method] of [
      ['/', 'GET'],
      ['/metrics', 'POST'],
      ['/metrics?x', 'GET'],
    ] as const) {
      const { status } = await fetch(`http://${endpoint.address}${path}`, { method });
      expect(status).toBe(404);
    }
  });

  it('tells probes whether the services of the process listen and can serve', async () => {
    const probed = (): Promise<number[]> =>
      Promise.all(
        ['livez', 'readyz'].map(async (path) => (await fetch(`http://${endpoint.address}/${path}`)).status),
      );
    expect(await probed()).toEqual([503, 503]);
    let value = 0;
    const unseen = serviceReady.from(() => [
      { labels: { grpc_service: WHOLE_PROCESS }, value },
      { labels: { grpc_service: 'a.v1.A' }, value: 0 },
    ]);
    expect(await probed()).toEqual([200, 503]);
    value = 1;
    expect(await probed()).toEqual([200, 200]);
    unseen();
    expect(await probed()).toEqual([503, 503]);
  });
});
