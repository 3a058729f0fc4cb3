import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answering, type Behaviour } from './behaviours.ts';
import { readRequest, type SeenRequest } from './seen-request.ts';

/** A real HTTP server that speaks the OpenAI protocol and does what a test tells it to. */
export interface ModelServer {
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** Every request since the last script began, oldest first. */
  readonly seen: readonly SeenRequest[];
  /** Begins a new script: behaviours for the next requests, in order; after them the last one stays. */
  behave(...script: readonly [Behaviour, ...Behaviour[]]): void;
  /** Drops all connections. */
  close(): Promise<void>;
}

/** Starts one, on loopback and a free port unless it is said where. Until it is told otherwise it answers `hello`. */
export async function startModelServer({ host = '127.0.0.1', port: wanted = 0 } = {}): Promise<ModelServer> {
  const seen: SeenRequest[] = [];
  let script: readonly Behaviour[] = [answering('hello')];
  const server = createServer((request, response) => {
    const gone = Promise.withResolvers<void>();
    response.on('close', () => {
      if (!response.writableEnded) gone.resolve();
    });
    void readRequest(request, gone.promise).then((asked) => {
      seen.push(asked);
      const [next, ...rest] = script;
      if (rest.length > 0) script = rest;
      next?.(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(wanted, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://${host}:${port}/v1`,
    seen,
    behave: (...behaviours) => {
      script = behaviours;
      seen.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
