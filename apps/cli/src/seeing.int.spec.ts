import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  answering,
  failing,
  startModelServer,
  wellBehaved,
  type Behaviour,
  type ModelServer,
} from '@rookery/shared-scripted-model-server';
import { Collector, type Span } from './testing/collector.ts';
import { Command, type Finished } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

const CANARY = 'canary-7f3a';
/** Answers and verdicts that can be told from all else. */
const wellBehavedWithCanary: Behaviour = (response, request) => {
  const words = wellBehaved(request).replaceAll('"text"', `"${CANARY} of a verdict"`);
  answering(words.startsWith('{') ? words : `${CANARY} of an answer`)(response, request);
};

const collector = new Collector();
let platform: RunningPlatform;
let models: ModelServer;
let variables: Record<string, string>;

const rookery = (words: readonly string[]): Promise<Finished> =>
  new Command(words, { ...variables, ROOKERY_DATA: join(platform.folder, 'data') }).finished();

beforeAll(async () => {
  models = await startModelServer();
  models.behave(wellBehavedWithCanary);
  variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
    OPENAI_BASE_URL: models.baseUrl,
    ROOKERY_OPENAI_MODELS: 'scripted',
    ROOKERY_METRICS_PORT: '0',
  };
  platform = await RunningPlatform.start(variables);
  const file = join(platform.folder, 'rows.jsonl');
  const row = {
    source: 'real',
    scenario: 'career',
    query: `${CANARY} of a query`,
    age: '28',
    profession: `${CANARY} of a profile`,
  };
  await writeFile(file, `${JSON.stringify(row)}\n`);
  expect(await rookery(['import', file])).toMatchObject({ exit: 0 });
}, 180_000);

afterAll(async () => {
  await platform.close();
  await models.close();
  collector.close();
}, 120_000);

/** What every process of the platform answers at the port of its metrics, by service. */
async function answered(path: string): Promise<Map<string, Response>> {
  const folder = join(platform.folder, 'data/logs');
  const answers = new Map<string, Response>();
  for (const name of await readdir(folder)) {
    const log = await readFile(join(folder, name), 'utf8');
    const address = [...log.matchAll(/"metrics":"([^"]+)"/g)].at(-1)?.[1];
    if (address === undefined) throw new Error(`${name} serves no metrics`);
    answers.set(name.replace('.log', ''), await fetch(`http://${address}${path}`));
  }
  return answers;
}

async function scraped(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, answer] of await answered('/metrics')) texts.set(name, await answer.text());
  return texts;
}

/** The one span that hangs under nothing, after seeing that all others hang under one of theirs. */
function rootOf(spans: readonly Span[]): Span {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
  expect(roots.map(({ name, service, parentSpanId }) => ({ name, service, parentSpanId }))).toHaveLength(1);
  return roots[0] as Span;
}

describe('one sample', () => {
  it('is one tree of spans through all processes that take part, down to the request to the model server', async () => {
    const words = [
      'run',
      '--data-set',
      'rows',
      '--models',
      'scripted',
      '--judge',
      'scripted',
      '--statuses',
      'agent',
    ];
    const ran = await rookery(words);
    expect({ exit: ran.exit, stderr: ran.stderr }).toMatchObject({ exit: 0 });
    await collector.until(() => collector.spans.some(({ name }) => name === 'sample'));
    const command = collector.spans.find(({ service, name }) => service === 'cli' && name === 'rookery run');
    const made = collector.ofTrace(command?.traceId ?? '').map(({ service, name }) => `${service} ${name}`);
    expect(made).toContain('benchmark rookery.benchmark.v1.RunService/CreateRun');
    const sample = collector.spans.find(({ name }) => name === 'sample') as Span;
    // The other processes send theirs within a second or so.
    const all = () => collector.ofTrace(sample.traceId);
    await collector.until(() => all().some(({ service, name }) => service === 'judge' && name === 'verdict'));
    await pause(2_500);
    const spans = all();
    expect(rootOf(spans)).toMatchObject({ name: 'sample', service: 'benchmark', spanId: sample.spanId });
    const services = new Set(spans.map(({ service }) => service));
    expect([...services].sort()).toEqual(['benchmark', 'inference-worker', 'judge', 'planner']);
    expect(spans.filter(({ name }) => name === 'turn').length).toBeGreaterThan(0);
    const model = spans.find(({ name }) => name === 'chat scripted');
    expect(model).toMatchObject({
      service: 'inference-worker',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'scripted',
        'gen_ai.usage.output_tokens': '7',
      },
    });
    const asked = spans.filter(({ name }) => name === 'HTTP chat');
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.every(({ service }) => service === 'inference-worker')).toBe(true);
  }, 180_000);

  it('shows nothing of what people or models said, nor of how they are', () => {
    expect(collector.raw).toContain('scripted');
    expect(collector.raw).not.toContain(CANARY);
  });
});

describe('a turn', () => {
  it('of a caller that traces is part of its trace', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await fetch(`${platform.openAi}/chat/completions`, {
      method: 'POST',
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-request-id': `${CANARY}-id` },
      body: JSON.stringify({
        model: 'scripted',
        messages: [{ role: 'user', content: `I want to kill myself tonight. ${CANARY}` }],
      }),
    });
    expect(response.status).toBe(200);
    const all = () => collector.ofTrace(traceId);
    await collector.until(() =>
      ['chat', 'planner'].every((one) => all().some(({ service }) => service === one)),
    );
    await pause(2_500);
    const spans = all();
    expect(rootOf(spans)).toMatchObject({ service: 'chat', parentSpanId: '00f067aa0ba902b7' });
    expect(spans).toContainEqual(expect.objectContaining({ service: 'planner', name: 'turn' }));
    expect(spans).toContainEqual(expect.objectContaining({ service: 'gateway', name: 'forward' }));
    expect(collector.raw).not.toContain(CANARY);
  }, 120_000);
});

describe('a failure', () => {
  it('is noted by its code, and not by what a model server quotes', async () => {
    const script = models.seen.length;
    models.behave(failing(400, { message: `cannot answer "${CANARY}"` }));
    const response = await fetch(`${platform.openAi}/chat/completions`, {
      method: 'POST',
      headers: { traceparent: '00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
      body: JSON.stringify({ model: 'scripted', messages: [{ role: 'user', content: `${CANARY}?` }] }),
    });
    expect(script).toBeGreaterThan(0);
    expect(response.status).toBeGreaterThanOrEqual(400);
    const ofTrace = () => collector.ofTrace('5bf92f3577b34da6a3ce929d0e0e4736');
    await collector.until(() => ofTrace().some(({ attributes }) => 'error.type' in attributes));
    await pause(2_500);
    const failed = ofTrace().find(({ name }) => name === 'chat scripted');
    expect(failed?.attributes['error.type']).toMatch(/^[A-Z_]+$/);
    expect(collector.raw).not.toContain(CANARY);
    models.behave(wellBehavedWithCanary);
  }, 120_000);
});

describe('metrics', () => {
  it.each(['/livez', '/readyz'])('have probes beside them at every process: %s', async (path) => {
    const answers = await answered(path);
    expect([...answers.keys()].sort()).toEqual([
      'benchmark',
      'chat',
      'gateway',
      'inference-worker',
      'judge',
      'planner',
    ]);
    expect([...answers].filter(([, { status }]) => status !== 200)).toEqual([]);
  });

  it('of every process say what was done, and nothing of whom it was for', async () => {
    const texts = await scraped();
    expect([...texts.keys()].sort()).toEqual([
      'benchmark',
      'chat',
      'gateway',
      'inference-worker',
      'judge',
      'planner',
    ]);
    for (const text of texts.values()) {
      expect(text).toMatch(/^process_cpu_seconds_total \d/m);
      expect(text).not.toContain(CANARY);
    }
    const of = (service: string): string => texts.get(service) ?? '';
    expect(of('benchmark')).toMatch(
      /^rookery_samples_total\{status="agent",state="scored",reason="none"\} 1$/m,
    );
    expect(of('benchmark')).toMatch(/^rookery_jobs_ended_total\{kind="runs",state="succeeded"\} 1$/m);
    expect(of('benchmark')).toMatch(/^rookery_job_pieces\{kind="runs",state="waiting"\} 0$/m);
    expect(of('benchmark')).toMatch(/^rookery_database_pool_limit \d+$/m);
    expect(of('judge')).toMatch(/^rookery_verdicts_total\{state="read",reason="none"\} 1$/m);
    expect(of('judge')).toMatch(/grpc_server_handled_total\{[^}]*grpc_method="Judge",grpc_code="OK"\} 1$/m);
    expect(of('inference-worker')).toMatch(
      /^rookery_model_calls_total\{model="scripted",purpose="judge",outcome="ok"\} 1$/m,
    );
    expect(of('inference-worker')).toMatch(/^rookery_worker_places_limit \d+$/m);
    expect(of('planner')).toMatch(/^rookery_crisis_notices_total\{by="agent",level="crisis"\} [12]$/m);
    expect(of('chat')).toMatch(/^rookery_crisis_notices_total\{by="chat",level="crisis"\} 1$/m);
    expect(of('chat')).toMatch(
      /^rookery_http_requests_total\{route="\/v1\/chat\/completions",status="200"\} 1$/m,
    );
    expect(of('gateway')).toMatch(
      /^rookery_gateway_calls_total\{[^}]*grpc_method="Converse",grpc_code="[A-Z_]+"\} 1$/m,
    );
    expect(of('gateway')).toMatch(/^rookery_gateway_workers 1$/m);
    // Rare ones are there before the first, which an increase would not see else.
    expect(of('benchmark')).toMatch(/^rookery_erasures_total\{state="succeeded"\} 0$/m);
    expect(of('benchmark')).toMatch(/^rookery_content_keys_replaced_total\{table="benchmark\.\w+"\} 0$/m);
    expect(of('planner')).toMatch(/^rookery_retention_deleted_total\{class="sessions"\} 0$/m);
    expect(of('inference-worker')).toMatch(/^rookery_retention_deleted_total\{class="call records"\} 0$/m);
    expect(of('gateway')).toMatch(/^rookery_ready\{grpc_service="all"\} 1$/m);
  }, 60_000);
});

describe('contents', () => {
  it('are in traces where they are wanted', async () => {
    const own = new Collector();
    const wanting = await RunningPlatform.start({
      ...variables,
      OTEL_EXPORTER_OTLP_ENDPOINT: await own.start(),
      ROOKERY_TRACE_CONTENTS: 'yes',
    });
    try {
      const asked = await fetch(`${wanting.openAi}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({
          model: 'scripted',
          messages: [{ role: 'user', content: `${CANARY} of a query` }],
        }),
      });
      expect(asked.status).toBe(200);
      await own.until(() => own.spans.some(({ attributes }) => 'gen_ai.output.messages' in attributes));
      const given = own.spans.find(({ attributes }) => 'gen_ai.input.messages' in attributes);
      expect(given?.attributes['gen_ai.input.messages']).toContain(`${CANARY} of a query`);
    } finally {
      await wanting.close();
      own.close();
    }
  }, 180_000);
});
