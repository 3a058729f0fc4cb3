import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { RookeryError } from '@rookery/shared-errors';
import { DETAILS_KEY, encodeDetails } from '@rookery/shared-transport';

const same = (bytes: Buffer): Buffer => bytes;

/** What the server saw, for tests to look at. */
export interface Seen {
  metadata: Metadata[];
  cancelled: number;
  written: number;
}

export interface EchoServer {
  readonly address: string;
  readonly seen: Seen;
  /** Ends at once, calls in flight included. */
  kill(): void;
  /** No new calls; those in flight end. */
  drain(): Promise<void>;
}

const codec = {
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};
const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/test.Echo/${name}`,
  requestStream,
  responseStream,
  ...codec,
});

/**
 * A real grpc-js server on `port` (0: any free one) of `host` that echoes: Unary, Gather (client stream, answers the number of
 * bytes), Spread (server stream: as many 16 KiB messages as the request says, `forever` for no end), Chat (both),
 * Fail (status and details), Overloaded (refuses, as busy), Hang (never answers).
 */
export async function startEchoServer(
  port = 0,
  host = '127.0.0.1',
  credentials = ServerCredentials.createInsecure(),
): Promise<EchoServer> {
  const seen: Seen = { metadata: [], cancelled: 0, written: 0 };
  const server = new Server({ 'grpc.max_receive_message_length': 16 * 1024 * 1024 });
  const note = (call: {
    metadata: Metadata;
    on(event: 'cancelled', listener: () => void): unknown;
  }): void => {
    seen.metadata.push(call.metadata);
    call.on('cancelled', () => (seen.cancelled += 1));
  };
  const head = (): Metadata => {
    const metadata = new Metadata();
    metadata.add('repeated', 'one');
    metadata.add('repeated', 'two');
    metadata.add('raw-bin', Buffer.from([0, 1, 254, 255]));
    return metadata;
  };
  const tail = (): Metadata => {
    const metadata = head();
    metadata.add('tail', 'yes');
    return metadata;
  };
  server.addService(
    {
      Unary: method('Unary', false, false),
      Gather: method('Gather', true, false),
      Spread: method('Spread', false, true),
      Chat: method('Chat', true, true),
      Fail: method('Fail', false, false),
      Overloaded: method('Overloaded', false, false),
      Hang: method('Hang', true, true),
    },
    {
      Unary: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
        note(call);
        call.sendMetadata(head());
        callback(null, call.request, tail());
      },
      Gather: (call: ServerReadableStream<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
        note(call);
        let bytes = 0;
        call.on('data', (chunk: Buffer) => (bytes += chunk.length));
        call.on('end', () => callback(null, Buffer.from(String(bytes))));
      },
      Spread: (call: ServerWritableStream<Buffer, Buffer>) => {
        note(call);
        const wanted = call.request.toString();
        const count = wanted === 'forever' ? Infinity : Number(wanted);
        const message = Buffer.alloc(16 * 1024, 7);
        let sent = 0;
        const more = (): void => {
          while (sent < count && !call.cancelled) {
            sent += 1;
            seen.written += message.length;
            if (!call.write(message)) {
              call.once('drain', more);
              return;
            }
          }
          if (!call.cancelled) call.end(tail());
        };
        more();
      },
      Chat: (call: ServerDuplexStream<Buffer, Buffer>) => {
        note(call);
        call.on('data', (chunk: Buffer) => call.write(chunk));
        call.on('end', () => call.end(tail()));
      },
      Fail: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
        note(call);
        const metadata = tail();
        metadata.add('grpc-status-details-bin', Buffer.from('details of 100%'));
        callback({ code: status.FAILED_PRECONDITION, details: 'not now: 100 % – später', metadata });
      },
      Overloaded: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
        note(call);
        const metadata = new Metadata();
        const busy = new RookeryError('RESOURCE_EXHAUSTED', 'busy', {
          reason: 'OVERLOADED',
          retryAfterMs: 2500,
        });
        metadata.set(DETAILS_KEY, Buffer.from(encodeDetails(busy) ?? []));
        callback({ code: status.RESOURCE_EXHAUSTED, details: 'busy', metadata });
      },
      Hang: (call: ServerDuplexStream<Buffer, Buffer>) => note(call),
    },
  );
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, credentials, (error, free) =>
      error === null ? resolve(free) : reject(error),
    );
  });
  return {
    address: `${host}:${bound}`,
    seen,
    kill: () => server.forceShutdown(),
    drain: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
  };
}
