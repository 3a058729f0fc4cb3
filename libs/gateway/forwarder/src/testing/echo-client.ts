import {
  Client,
  credentials,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  Metadata,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js';

const same = (bytes: Buffer): Buffer => bytes;

/** How a call ended, with all that came with it. */
export interface Outcome {
  readonly head: Metadata;
  readonly status: StatusObject;
  readonly messages: Buffer[];
}

/** A grpc-js client for the echo server that reports everything a caller can see. */
export class EchoClient {
  readonly #client: Client;

  constructor(address: string, given = credentials.createInsecure()) {
    this.#client = new Client(address, given, {
      'grpc.max_receive_message_length': 16 * 1024 * 1024,
      // Each client a connection of its own, as separate processes would have.
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
    });
  }

  unary(name: string, message: Buffer, metadata = new Metadata(), deadline = Infinity): Promise<Outcome> {
    const path = name.startsWith('/') ? name : `/test.Echo/${name}`;
    return new Promise((resolve) => {
      let head = new Metadata();
      const messages: Buffer[] = [];
      const call = this.#client.makeUnaryRequest(
        path,
        same,
        same,
        message,
        metadata,
        { deadline },
        (_error: ServiceError | null, answer?: Buffer) => {
          if (answer !== undefined) messages.push(answer);
        },
      );
      call.on('metadata', (received: Metadata) => (head = received));
      call.on('status', (status: StatusObject) => setImmediate(() => resolve({ head, status, messages })));
    });
  }

  gather(): { call: ClientWritableStream<Buffer>; answer: Promise<Buffer> } {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const call = this.#client.makeClientStreamRequest(
      '/test.Echo/Gather',
      same,
      same,
      new Metadata(),
      {},
      (error: ServiceError | null, answer?: Buffer) => {
        if (error === null && answer !== undefined) resolve(answer);
        else reject(error ?? new Error('no answer'));
      },
    );
    return { call, answer: promise };
  }

  spread(count: number | 'forever'): ClientReadableStream<Buffer> {
    return this.#client.makeServerStreamRequest('/test.Echo/Spread', same, same, Buffer.from(String(count)));
  }

  chat(name = 'Chat', deadline = Infinity): ClientDuplexStream<Buffer, Buffer> {
    return this.#client.makeBidiStreamRequest(`/test.Echo/${name}`, same, same, new Metadata(), { deadline });
  }

  close(): void {
    this.#client.close();
  }
}

/** Reads a stream to its end. */
export function readAll(
  call: ClientReadableStream<Buffer> | ClientDuplexStream<Buffer, Buffer>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let head = new Metadata();
    const messages: Buffer[] = [];
    call.on('metadata', (received: Metadata) => (head = received));
    call.on('data', (chunk: Buffer) => messages.push(chunk));
    call.on('error', () => undefined);
    call.on('status', (status: StatusObject) => resolve({ head, status, messages }));
  });
}
