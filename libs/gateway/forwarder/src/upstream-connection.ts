import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import type { Certificates } from '@rookery/shared-tls';
import { keepAlive } from './keepalive.ts';
import { SESSION_OPTIONS, type ForwarderLimits } from './limits.ts';

/** How an upstream is known, and what it is shown. */
export interface Security {
  readonly certificates: Certificates;
  /** What it is called by, which its certificate must hold unless the certificates name another. */
  readonly name: string;
}

/** One HTTP/2 connection to an upstream. */
export class UpstreamConnection {
  /** Settles when the upstream has answered with its settings, which is the proof that it speaks HTTP/2. */
  readonly ready: Promise<void>;
  readonly #session: ClientHttp2Session;
  readonly #mostResets: number;
  #callsInFlight = 0;
  #resets = 0;
  #leaving = false;
  #connected = false;

  constructor(address: string, limits: ForwarderLimits, security: Security | undefined, onGone: () => void) {
    const settings = {
      enablePush: false,
      initialWindowSize: limits.streamWindowBytes,
      maxHeaderListSize: limits.headerListBytes,
    };
    const session =
      security === undefined
        ? connect(`http://${address}`, { ...SESSION_OPTIONS, settings })
        : connect(`https://${address}`, { ...SESSION_OPTIONS, settings, ...secured(security) });
    this.#session = session;
    this.#mostResets = limits.resetsPerUpstreamConnection;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    const timer = setTimeout(
      () => session.destroy(new Error(`no answer within ${limits.connectTimeoutMs} ms`)),
      limits.connectTimeoutMs,
    );
    session.once('connect', () => {
      // It comes also when the connection is made just as it was given up.
      if (!session.destroyed) session.setLocalWindowSize(limits.connectionWindowBytes);
    });
    session.once('remoteSettings', () => {
      clearTimeout(timer);
      this.#connected = true;
      session.unref();
      keepAlive(session, limits.keepaliveMs, limits.keepaliveTimeoutMs);
      resolve();
    });
    session.once('goaway', () => (this.#leaving = true));
    session.on('error', reject);
    session.once('close', () => {
      clearTimeout(timer);
      this.#leaving = true;
      reject(new Error('the connection was closed'));
      onGone();
    });
  }

  /** Calls in flight here. */
  get calls(): number {
    return this.#callsInFlight;
  }

  /**
   * True when a call may begin here. The server counts the calls that are broken off on a connection, whoever breaks them off, and ends it
   * with everybody's calls when they are too many: so a call begins only where there is room for the reset of every call in flight.
   */
  get usable(): boolean {
    return (
      this.#connected &&
      !this.lost &&
      !this.retired &&
      this.#callsInFlight < Math.min(this.#mostCalls, this.#mostResets - this.#resets)
    );
  }

  /** True when half of the resets are spent: no call begins here any more, and it closes after its last. */
  get retired(): boolean {
    return this.#resets >= this.#mostResets / 2;
  }

  /** True when the connection has ended or is about to: what breaks off now breaks off because of that. */
  get lost(): boolean {
    return this.#leaving || this.#session.closed || this.#session.destroyed;
  }

  /** Begins a call. The caller listens for `error` on the stream. */
  request(headers: readonly string[]): ClientHttp2Stream {
    const stream = this.#session.request(headers);
    this.#callsInFlight += 1;
    stream.on('close', () => this.#callEnded(stream.rstCode));
    return stream;
  }

  /** Lets calls in flight end. */
  close(): void {
    this.#leaving = true;
    if (!this.#session.closed) this.#session.close();
  }

  /** Breaks off what is in flight. */
  destroy(): void {
    this.#session.destroy();
  }

  #callEnded(code: number): void {
    this.#callsInFlight -= 1;
    if (code !== 0) this.#resets += 1;
    if (this.retired && this.#callsInFlight === 0) this.close();
  }

  get #mostCalls(): number {
    return this.#session.remoteSettings.maxConcurrentStreams ?? Number.MAX_SAFE_INTEGER;
  }
}

/** With what the files hold at this moment. */
function secured({ certificates, name: called }: Security): ConnectionOptions {
  const name = certificates.name ?? called;
  return {
    secureContext: certificates.context,
    ALPNProtocols: ['h2'],
    // There are no addresses in what TLS sends of names.
    ...(isIP(name) === 0 && { servername: name }),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}
