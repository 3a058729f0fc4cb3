import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { keepAlive } from './keepalive.ts';
import { SESSION_OPTIONS, type ForwarderLimits } from './limits.ts';

/** One HTTP/2 connection to an upstream. */
export class UpstreamConnection {
  /** Settles when the upstream has answered with its settings, which is the proof that it speaks HTTP/2. */
  readonly ready: Promise<void>;
  readonly #session: ClientHttp2Session;
  #callsInFlight = 0;
  #leaving = false;
  #connected = false;

  constructor(address: string, limits: ForwarderLimits, onGone: () => void) {
    const settings = {
      enablePush: false,
      initialWindowSize: limits.streamWindowBytes,
      maxHeaderListSize: limits.headerListBytes,
    };
    const session = connect(`http://${address}`, { ...SESSION_OPTIONS, settings });
    this.#session = session;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    const timer = setTimeout(
      () => session.destroy(new Error(`no answer within ${limits.connectTimeoutMs} ms`)),
      limits.connectTimeoutMs,
    );
    session.once('connect', () => session.setLocalWindowSize(limits.connectionWindowBytes));
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

  /** True when a call may begin here. */
  get usable(): boolean {
    return this.#connected && !this.lost && this.#callsInFlight < this.#mostCalls;
  }

  /** True when the connection has ended or is about to: what breaks off now breaks off because of that. */
  get lost(): boolean {
    return this.#leaving || this.#session.closed || this.#session.destroyed;
  }

  /** Begins a call. The caller listens for `error` on the stream. */
  request(headers: readonly string[]): ClientHttp2Stream {
    const stream = this.#session.request(headers);
    this.#callsInFlight += 1;
    stream.on('close', this.#callEnded);
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

  readonly #callEnded = (): void => {
    this.#callsInFlight -= 1;
  };

  get #mostCalls(): number {
    return this.#session.remoteSettings.maxConcurrentStreams ?? Number.MAX_SAFE_INTEGER;
  }
}
