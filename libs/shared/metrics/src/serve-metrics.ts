import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProcessMeter } from '@rookery/shared-process-load';
import { isLoopback } from '@rookery/shared-runtime';
import { measureProcess } from './known/process.ts';
import { serviceReady, WHOLE_PROCESS } from './known/readiness.ts';
import { registry } from './registry.ts';

export interface MetricsEndpoint {
  /** host:port it listens on. */
  readonly address: string;
  close(): Promise<void>;
}

export interface MetricsOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Of the platform. */
  readonly version: string;
}

/** A scraper asks for little and reads at once: who does not is cut off. */
const LIMITS = {
  maxHeaderSize: 8192,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 65_000,
};
const MOST_CONNECTIONS = 32;
const PLAIN = { 'content-type': 'text/plain' } as const;

/**
 * Serves what this process counts at `GET /metrics`, in the text format of Prometheus, on a port of its own that only the network of
 * the deployment may reach: no key is asked for. Beside it, for probes that speak no gRPC or no TLS: `/livez` is 200 once the process's
 * services listen, `/readyz` while they say SERVING, else 503. Rejects when it cannot listen.
 */
export async function serveMetrics({ host, port, version }: MetricsOptions): Promise<MetricsEndpoint> {
  const mayAsk = isLoopback(host) ? isForThisMachine : () => true;
  // Loaded here and not with the module: it brings all of fetch, a tenth of a service's start.
  const { createServer } = await import('node:http');
  const server = createServer(LIMITS, (request, response) => {
    if (mayAsk(request)) void answer(request, response);
    else response.writeHead(403, PLAIN).end('the Host is not this machine\n');
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(port, host);
  await once(server, 'listening');
  const meter = new ProcessMeter();
  const stopMeasuring = measureProcess(meter, version);
  // A process that is done does not wait for whoever scrapes it.
  server.unref();
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: async () => {
      stopMeasuring();
      meter.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
}

/** A page of somebody else's in a browser of this machine may lead a name of its own here; its Host tells. */
function isForThisMachine({ headers }: IncomingMessage): boolean {
  const name = (headers.host ?? '').replace(/:\d+$/, '');
  return isLoopback(name);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const path = request.method === 'GET' ? request.url : undefined;
  if (path === '/metrics') {
    const text = await registry.metrics().catch(() => undefined);
    if (text === undefined) response.writeHead(500).end();
    else response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  } else if (path === '/livez' || path === '/readyz') {
    const ready = await readiness();
    const yes = path === '/livez' ? ready !== undefined : ready === true;
    response.writeHead(yes ? 200 : 503, PLAIN).end(yes ? 'yes\n' : 'no\n');
  } else response.writeHead(404, PLAIN).end('GET /metrics, /livez and /readyz are all there is\n');
}

/** Whether the whole process can serve; undefined: nothing of it listens yet. */
async function readiness(): Promise<boolean | undefined> {
  const services = (await serviceReady.look()).filter(({ labels }) => labels.grpc_service === WHOLE_PROCESS);
  return services.length === 0 ? undefined : services.every(({ value }) => value === 1);
}
