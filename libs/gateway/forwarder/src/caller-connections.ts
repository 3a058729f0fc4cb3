import {
  constants,
  type Http2SecureServer,
  type Http2Server,
  type Http2Session,
  type ServerHttp2Session,
} from 'node:http2';
import type { Socket } from 'node:net';
import { keepAlive } from './keepalive.ts';
import type { ForwarderLimits } from './limits.ts';
import { ResetBudget } from './reset-budget.ts';

/** The largest stream id: announces a close without refusing what is on its way. */
export const ALL_STREAMS = 2 ** 31 - 1;
/** How long callers may take to hear of the close before their new calls are refused, in milliseconds. */
export const CLOSE_NOTICE_MS = 100;

/** What is known of one connection. */
interface Connection {
  readonly resets: ResetBudget;
  /** Whose calls have come on it; two stand for more. */
  readonly callers: Set<string>;
  calls: number;
  idle: NodeJS.Timeout | undefined;
}

/** The connections of callers: how many there are, how long they may do nothing, and how many calls they may break off. */
export class CallerConnections {
  readonly sessions = new Set<ServerHttp2Session>();
  readonly #limits: ForwarderLimits;
  readonly #known = new WeakMap<Http2Session, Connection>();
  readonly #addresses = new Map<string, number>();
  readonly #sockets = new Set<Socket>();

  constructor(server: Http2Server | Http2SecureServer, limits: ForwarderLimits) {
    this.#limits = limits;
    // Ahead of HTTP/2, which makes a session of every socket that it hears of, and of TLS, whose handshake costs more than all of that.
    const accept = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      if (this.#mayConnect(socket)) for (const listener of accept) listener.call(server, socket);
    });
    server.on('session', (session) => this.#welcome(session));
  }

  /** Ends every connection, also those of which there is no session yet. */
  cutSockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  callBegan(session: Http2Session): void {
    const connection = this.#known.get(session);
    if (connection === undefined) return;
    connection.calls += 1;
    clearTimeout(connection.idle);
  }

  callOf(session: Http2Session, caller: string): void {
    const callers = this.#known.get(session)?.callers;
    if (callers !== undefined && callers.size < 2) callers.add(caller);
  }

  /**
   * A connection on which too many calls are broken off ends, unless calls of others are on it as well, as behind a proxy: those are not to
   * pay, and the one who breaks off has an account (see CallerAccounts).
   * @param brokenOff the caller has reset it
   */
  callEnded(session: Http2Session, brokenOff: boolean): void {
    const connection = this.#known.get(session);
    if (connection === undefined || session.destroyed) return;
    connection.calls -= 1;
    if (brokenOff && !connection.resets.spend(performance.now()) && connection.callers.size < 2) {
      session.destroy(new Error('too many calls were broken off'), constants.NGHTTP2_ENHANCE_YOUR_CALM);
      return;
    }
    if (connection.calls === 0) connection.idle = this.#closeWhenIdle(session, this.#limits.idleConnectionMs);
  }

  #mayConnect(socket: Socket): boolean {
    const address = socket.remoteAddress ?? '';
    const ofAddress = this.#addresses.get(address) ?? 0;
    if (ofAddress >= this.#limits.connectionsPerAddress || this.#sockets.size >= this.#limits.connections) {
      socket.destroy();
      return false;
    }
    this.#sockets.add(socket);
    this.#addresses.set(address, ofAddress + 1);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      const left = (this.#addresses.get(address) ?? 1) - 1;
      if (left === 0) this.#addresses.delete(address);
      else this.#addresses.set(address, left);
    });
    return true;
  }

  #welcome(session: ServerHttp2Session): void {
    const { resetBurst, resetsPerSecond, idleConnectionMs, keepaliveMs, keepaliveTimeoutMs } = this.#limits;
    const connection: Connection = {
      resets: new ResetBudget(resetBurst, resetsPerSecond, performance.now()),
      callers: new Set(),
      calls: 0,
      idle: setTimeout(() => session.destroy(), idleConnectionMs / 6).unref(),
    };
    this.#known.set(session, connection);
    this.sessions.add(session);
    session.once('remoteSettings', () => {
      if (connection.calls > 0) return;
      clearTimeout(connection.idle);
      connection.idle = this.#closeWhenIdle(session, idleConnectionMs);
    });
    session.once('close', () => {
      clearTimeout(connection.idle);
      this.sessions.delete(session);
    });
    session.setLocalWindowSize(this.#limits.connectionWindowBytes);
    keepAlive(session, keepaliveMs, keepaliveTimeoutMs);
  }

  /** Tells the caller, who makes a new connection when it has a call again. */
  #closeWhenIdle(session: Http2Session, afterMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      if (session.destroyed) return;
      // First a word, so that no call comes that would have to be refused.
      session.goaway(0, ALL_STREAMS);
      setTimeout(() => session.close(), CLOSE_NOTICE_MS).unref();
    }, afterMs).unref();
  }
}
