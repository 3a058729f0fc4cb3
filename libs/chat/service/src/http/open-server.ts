import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { OLDEST_TLS, type Certificates } from '@rookery/shared-tls';
import type { ChatLimits } from './limits.ts';

interface ServerOptions {
  readonly limits: ChatLimits;
  /** What it shows its callers; not set: it speaks without TLS. */
  readonly certificates?: Certificates | undefined;
}

/** By HTTP, or by HTTPS where there is a certificate. */
export function openServer(answer: RequestListener, { limits, certificates }: ServerOptions): Server {
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: limits.lookEveryMs,
  };
  if (certificates === undefined) return createServer(options, answer);
  const secured = { ...options, ...shown(certificates), handshakeTimeout: limits.headersMs };
  return createSecureServer(secured, answer);
}

/**
 * Lets connections that are made from now on have each certificate that comes; those that are there go on with theirs.
 * @returns ends it; undefined: nothing was begun
 */
export function renewing(server: Server, certificates: Certificates | undefined): (() => void) | undefined {
  return certificates?.onChange(() => (server as SecureServer).setSecureContext(shown(certificates)));
}

function shown({ contents: { cert, key } }: Certificates): SecureContextOptions {
  return { ...(cert && { cert }), ...(key && { key }), minVersion: OLDEST_TLS };
}
