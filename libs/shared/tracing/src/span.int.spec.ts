import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  beginSpan,
  inSpan,
  noteSpan,
  spanOver,
  startTracing,
  stopTracing,
  traceId,
  traceParent,
  tracesContents,
} from './index.ts';

interface Sent {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly links?: readonly { readonly spanId: string }[];
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

let server: Server;
let headers: IncomingHttpHeaders;
let spans: Sent[];

beforeEach(async () => {
  spans = [];
  server = createServer((request, response) => {
    headers = request.headers;
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(body) as {
        resourceSpans: { scopeSpans: { spans: Sent[] }[] }[];
      };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await stopTracing();
  server.close();
  server.closeAllConnections();
});

const start = (share = 1): Promise<void> =>
  startTracing({
    service: 'sample',
    version: '1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    headers: { 'x-key': 'k' },
    share,
    contents: false,
  });

const sent = async (): Promise<Map<string, Sent>> => {
  await stopTracing();
  return new Map(spans.map((span) => [span.name, span]));
};

const code = (caught: unknown): string => (caught as { code: string }).code;

describe('spans', () => {
  it('are nothing where nobody traces', async () => {
    expect(beginSpan('a')).toBeUndefined();
    expect(
      await inSpan('a', { attributes: () => ({ never: 1 }) }, code, async () => traceParent()),
    ).toBeUndefined();
    expect([traceId(), tracesContents()]).toEqual([undefined, false]);
  });

  it('hang under what is at work, and say so to whom is called', async () => {
    await start();
    const header = await inSpan('outer', {}, code, () =>
      inSpan('inner', { kind: 'calls' }, code, async () => traceParent()),
    );
    const all = await sent();
    const [outer, inner] = [all.get('outer'), all.get('inner')];
    expect(headers['x-key']).toBe('k');
    expect(outer?.parentSpanId).toBeFalsy();
    expect(inner).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId, kind: 3 });
    expect(header).toBe(`00-${inner?.traceId}-${inner?.spanId}-01`);
  });

  it('begin a trace with a link where they are roots, unless another process called', async () => {
    await start();
    const of = '4bf92f3577b34da6a3ce929d0e0e4736';
    await inSpan('stream', {}, code, () => inSpan('turn', { under: 'caller' }, code, async () => undefined));
    const called = { under: { header: `00-${of}-00f067aa0ba902b7-01` } };
    await inSpan('called stream', called, code, () =>
      inSpan('its turn', { under: 'caller' }, code, async () => undefined),
    );
    const all = await sent();
    expect(all.get('turn')?.traceId).not.toBe(all.get('stream')?.traceId);
    expect(all.get('turn')?.links?.[0]?.spanId).toBe(all.get('stream')?.spanId);
    expect(all.get('called stream')).toMatchObject({ traceId: of, parentSpanId: '00f067aa0ba902b7' });
    expect(all.get('its turn')).toMatchObject({
      traceId: of,
      parentSpanId: all.get('called stream')?.spanId,
    });
  });

  it('note a failure by its code alone', async () => {
    await start();
    const failure = Object.assign(new Error('canary'), { code: 'NOT_FOUND' });
    await expect(inSpan('a', {}, code, () => Promise.reject(failure))).rejects.toBe(failure);
    const { status, attributes } = (await sent()).get('a') as Sent;
    expect(status).toEqual({ code: 2 });
    expect(attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'NOT_FOUND' } });
    expect(JSON.stringify(spans)).not.toContain('canary');
  });

  it('go over all steps of what speaks in pieces, and end when the reader leaves', async () => {
    await start();
    const inside: (string | undefined)[] = [];
    let closed = false;
    async function* speak(): AsyncGenerator<number, void, undefined> {
      try {
        for (let word = 0; ; word += 1) {
          inside.push(traceId());
          yield word;
        }
      } finally {
        closed = true;
      }
    }
    for await (const word of spanOver('words', {}, code, speak)) if (word === 2) break;
    const span = (await sent()).get('words') as Sent;
    expect(closed).toBe(true);
    expect(inside).toEqual([span.traceId, span.traceId, span.traceId]);
    expect(span.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'CANCELLED' } });
  });

  it('are kept by share, and by what was decided elsewhere', async () => {
    await start(0);
    await inSpan('own', {}, code, async () => undefined);
    const header = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await inSpan('called', { under: { header } }, code, async () => undefined);
    noteSpan('noted', header, { tookMs: 5, failure: undefined, attributes: () => ({}) });
    noteSpan('of nothing', undefined, { tookMs: 5, failure: undefined, attributes: () => ({}) });
    expect([...(await sent()).keys()].sort()).toEqual(['called', 'noted']);
  });
});
