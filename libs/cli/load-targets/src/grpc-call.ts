import { status, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import type { LoadTarget, Outcome, StartedCall } from '@rookery/cli-load';
import { Connections, type Endpoint } from './connections.ts';
import { ProcessReader } from './process-reader.ts';

/** A message type of the generated contracts. */
interface MessageType<Message> {
  encode(message: Message): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Message;
}

/** A method of the generated contracts. */
interface Method<Request, Response> {
  readonly name: string;
  readonly requestType: MessageType<Request>;
  readonly responseType: MessageType<Response>;
}

/** A call to make over and over. */
export interface Calls<Request, Response> {
  readonly title: string;
  readonly service: { readonly fullName: string };
  readonly method: Method<Request, Response>;
  /** The request of call number `index`. */
  readonly request: (index: number) => Request;
  /** Metadata on top of the endpoint's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What an OK status with this (last) message is worth. */
  readonly outcomeOf: (last: Response) => Outcome;
}

/** A target that makes one unary call at a time. */
export function unaryTarget<Request, Response>(
  calls: Calls<Request, Response>,
  endpoint: Endpoint,
): LoadTarget {
  const wire = new Wire(calls, endpoint);
  return wire.target((index) => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const call = wire.connections
      .next()
      .makeUnaryRequest(
        wire.path,
        asBuffer,
        wire.decode,
        wire.requestBytes(index),
        wire.metadata,
        { deadline: wire.connections.deadline() },
        (error: ServiceError | null, response?: Response) => {
          if (error !== null) resolve(wire.failure(error));
          else resolve(response === undefined ? 'INTERNAL' : calls.outcomeOf(response));
        },
      );
    return { outcome: promise, cancel: () => call.cancel() };
  });
}

/** A target that reads one server stream to its end at a time. */
export function streamTarget<Request, Response>(
  calls: Calls<Request, Response>,
  endpoint: Endpoint,
): LoadTarget {
  const wire = new Wire(calls, endpoint);
  return wire.target((index) => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const stream = wire.connections
      .next()
      .makeServerStreamRequest(wire.path, asBuffer, wire.decode, wire.requestBytes(index), wire.metadata, {
        deadline: wire.connections.deadline(),
      });
    let last: Response | undefined;
    stream.on('data', (message: Response) => (last = message));
    stream.on('error', () => undefined); // Its status says it too.
    stream.on('status', (ended: StatusObject) => {
      if (ended.code !== status.OK) resolve(wire.failure(ended));
      else resolve(last === undefined ? 'PARTIAL' : calls.outcomeOf(last));
    });
    return { outcome: promise, cancel: () => stream.cancel() };
  });
}

/** What the calls of a target have in common. */
class Wire<Request, Response> {
  readonly path: string;
  readonly connections: Connections;
  readonly metadata: ReturnType<Connections['metadata']>;
  readonly #processes: ProcessReader;
  #lastFailure: string | undefined;
  readonly #calls: Calls<Request, Response>;

  constructor(calls: Calls<Request, Response>, endpoint: Endpoint) {
    this.#calls = calls;
    this.path = `/${calls.service.fullName}/${calls.method.name}`;
    this.connections = new Connections(endpoint);
    this.metadata = this.connections.metadata(calls.headers);
    this.#processes = new ProcessReader(endpoint);
  }

  requestBytes(index: number): Uint8Array {
    return this.#calls.method.requestType.encode(this.#calls.request(index)).finish();
  }

  readonly decode = (bytes: Buffer): Response => this.#calls.method.responseType.decode(bytes);

  failure({ code, details }: Pick<StatusObject, 'code' | 'details'>): Outcome {
    const outcome = (status[code] ?? 'UNKNOWN') as Outcome;
    this.#lastFailure = `${outcome}: ${details}`;
    return outcome;
  }

  target(start: (index: number) => StartedCall): LoadTarget {
    const lastFailure = (): string | undefined => this.#lastFailure;
    return {
      title: this.#calls.title,
      get lastFailure() {
        return lastFailure();
      },
      start,
      readProcesses: (signal) => this.#processes.read(signal),
      close: () => {
        this.#processes.close();
        this.connections.close();
      },
    };
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
