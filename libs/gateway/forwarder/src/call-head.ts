import type { Http2Session, IncomingHttpHeaders } from 'node:http2';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { readGrpcTimeout } from './grpc-timeout.ts';
import { REQUEST_ID_HEADER, requestIdFor } from './request-id.ts';

/** What is known of a call before its first message. */
export interface CallHead {
  /** `/package.Service/Method`. */
  readonly path: string;
  /** Full name of the service. */
  readonly service: string;
  readonly method: string;
  /** The caller's id, or a new one. */
  readonly requestId: string;
  /** Time allowed by the caller in milliseconds from now; undefined: as long as it takes. */
  readonly timeoutMs: number | undefined;
  /** Stands for the connection that the call came on. */
  readonly connection: object;
  /** The address at its other end. */
  address(): string;
  /** A metadata value by its lower-case name; several values of one name are joined by a comma. */
  header(name: string): string | undefined;
}

/** A request that is not gRPC at all: answered in plain HTTP. */
export interface HttpRefusal {
  readonly status: number;
  readonly text: string;
  readonly headers: readonly string[];
}

/** Why a request cannot be a gRPC call, or undefined when it can. */
export function httpRefusal(headers: IncomingHttpHeaders): HttpRefusal | undefined {
  if (headers[':method'] !== 'POST') {
    return { status: 405, text: 'gRPC calls are POST requests\n', headers: ['allow', 'POST'] };
  }
  const contentType = headers['content-type'] ?? '';
  if (contentType !== 'application/grpc' && !/^application\/grpc[+;]/.test(contentType)) {
    return { status: 415, text: 'content-type has to be application/grpc\n', headers: [] };
  }
  return undefined;
}

/**
 * Reads the head of a gRPC call. Throws a RookeryError for one that cannot be served: INVALID_ARGUMENT without
 * `te: trailers` (a proxy in between would lose the status) or with a timeout that cannot be read, UNIMPLEMENTED for
 * compressed messages and for a path that is not `/service/method`.
 */
export function readCallHead(
  headers: IncomingHttpHeaders,
  requestId: string,
  session: Http2Session | undefined,
): CallHead {
  if (headers.te !== 'trailers') {
    throw invalidArgument('te', 'has to be trailers; a proxy on the way may not support gRPC');
  }
  const encoding = joined(headers['grpc-encoding']) ?? 'identity';
  if (encoding !== 'identity') {
    // A few bytes may become many: nothing that anybody sends is unpacked.
    throw new RookeryError(
      'UNIMPLEMENTED',
      'grpc-encoding: requests are not taken compressed here, only as identity',
    );
  }
  const path = headers[':path'] ?? '';
  const slash = path.indexOf('/', 1);
  if (path[0] !== '/' || slash < 2 || slash === path.length - 1 || path.includes('/', slash + 1)) {
    throw new RookeryError('UNIMPLEMENTED', 'the path of a gRPC call is /package.Service/Method');
  }
  const timeout = headers['grpc-timeout'];
  return {
    path,
    service: path.slice(1, slash),
    method: path.slice(slash + 1),
    requestId,
    timeoutMs: timeout === undefined ? undefined : readGrpcTimeout(String(timeout)),
    connection: session ?? headers,
    address: () => session?.socket.remoteAddress ?? '',
    header: (name) => joined(headers[name]),
  };
}

/** The id of a request: its own when usable, else a new one. */
export function readRequestId(headers: IncomingHttpHeaders): string {
  return requestIdFor(joined(headers[REQUEST_ID_HEADER]));
}

function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
