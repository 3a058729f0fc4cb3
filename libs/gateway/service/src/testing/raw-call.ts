import { connect } from 'node:http2';

/** How a call ended that was made without any client of ours. */
export interface Answered {
  /** Of gRPC; NaN: none came. */
  readonly status: number;
  /** As the details say it; empty: none. */
  readonly reason: string;
  /** Those that came with the status. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Makes one gRPC call with an empty message, and waits for its end. */
export async function callThrough(
  address: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const session = connect(`http://${address}`);
  session.on('error', () => undefined);
  try {
    return await new Promise<Answered>((resolve) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      let answered: Answered = { status: NaN, reason: '', headers: {} };
      const read = (found: Record<string, unknown>): void => {
        if (found['grpc-status'] !== undefined) answered = answeredIn(found);
      };
      stream.on('response', read);
      stream.on('trailers', read);
      stream.on('error', () => undefined);
      stream.on('close', () => resolve(answered));
      stream.resume();
      stream.end(Buffer.alloc(5));
    });
  } finally {
    session.destroy();
  }
}

function answeredIn(headers: Record<string, unknown>): Answered {
  const details = Buffer.from(
    (headers['grpc-status-details-bin'] as string | undefined) ?? '',
    'base64',
  ).toString('latin1');
  const reason = /[A-Z]+(_[A-Z]+)+/.exec(details)?.[0] ?? '';
  return { status: Number(headers['grpc-status']), reason, headers };
}
