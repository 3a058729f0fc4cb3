import type { ServerHttp2Stream } from 'node:http2';
import { asRookeryError, invalidArgument, RookeryError } from '@rookery/shared-errors';
import { answerError, resetAfterAnswer, resetIfUnread } from './refusal.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';
import { statusTrailers, trailersObject, type RawHeaders } from './status-trailers.ts';

const PREFIX_BYTES = 5;
const WITH_TRAILERS = { waitForTrailers: true, sendDate: false };
/** Bytes of answers that wait for a caller that does not read; with more the call ends. */
const MOST_UNREAD_BYTES = 4096;

/** A call that is answered from memory in this process: one small message, and small messages back. */
export interface AnsweredHere {
  /** Largest request, in bytes. */
  readonly mostBytes: number;
  /** How long the caller may take to send it, in milliseconds. */
  readonly withinMs: number;
  /** Takes the request. A RookeryError that it throws becomes the call's status. */
  readonly answer: (request: Uint8Array, answers: Answers) => void;
}

/** Where the answers of one call go. */
export interface Answers {
  /** Names the connection that the call came on, and the address at its other end. */
  readonly from: { readonly connection: object; readonly address: string };
  send(message: Uint8Array): void;
  /** Ends the call with OK. */
  end(): void;
  /** Calls back once the call is over, however it ended. */
  whenOver(callback: () => void): void;
}

/** One such call, which holds no more than its request and a few bytes of answers. */
export class OwnExchange {
  readonly #caller: ServerHttp2Stream;
  readonly #requestId: string;
  readonly #target: AnsweredHere;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #asked = false;
  #trailers: RawHeaders = ['grpc-status', '0'];
  #ended = false;

  constructor(caller: ServerHttp2Stream, target: AnsweredHere, requestId: string) {
    this.#caller = caller;
    this.#target = target;
    this.#requestId = requestId;
    const late = setTimeout(
      () => this.fail(new RookeryError('DEADLINE_EXCEEDED', `no request within ${target.withinMs} ms`)),
      target.withinMs,
    ).unref();
    caller.on('close', () => clearTimeout(late));
    caller.on('data', (chunk: Buffer) => {
      try {
        this.#take(chunk, late);
      } catch (error) {
        this.fail(asRookeryError(error));
      }
    });
    caller.on('end', () => {
      if (!this.#asked) this.fail(invalidArgument('message', 'is missing'));
    });
  }

  /** See Call.fail. */
  fail(error: RookeryError): void {
    if (this.#ended) return;
    this.#ended = true;
    const caller = this.#caller;
    if (!caller.headersSent) {
      answerError(caller, error, this.#requestId);
      return;
    }
    if (caller.destroyed || caller.closed) return;
    this.#trailers = statusTrailers(error);
    caller.end();
    resetIfUnread(caller);
  }

  #take(chunk: Buffer, late: NodeJS.Timeout): void {
    // After the answer what comes is dropped.
    if (this.#ended || this.#asked) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < PREFIX_BYTES) return;
    const given = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    if (given[0] !== 0)
      throw invalidArgument('message', 'is compressed, which no message of a request may be here');
    const length = given.readUInt32BE(1);
    if (length > this.#target.mostBytes || given.length > PREFIX_BYTES + length) {
      throw new RookeryError(
        'RESOURCE_EXHAUSTED',
        `the request has to be one message of at most ${this.#target.mostBytes} bytes`,
      );
    }
    if (given.length < PREFIX_BYTES + length) return;
    clearTimeout(late);
    this.#asked = true;
    this.#chunks.length = 0;
    this.#target.answer(given.subarray(PREFIX_BYTES), this.#answers());
  }

  #answers(): Answers {
    const caller = this.#caller;
    const connection = caller.session ?? caller;
    return {
      from: { connection, address: caller.session?.socket.remoteAddress ?? '' },
      send: (message) => this.#send(message),
      end: () => {
        if (this.#ended) return;
        this.#ended = true;
        if (!caller.destroyed && !caller.closed) caller.end();
      },
      whenOver: (callback) => caller.once('close', callback),
    };
  }

  #send(message: Uint8Array): void {
    const caller = this.#caller;
    if (this.#ended || caller.destroyed || caller.closed) return;
    if (!caller.headersSent) {
      caller.on('wantTrailers', () => {
        caller.sendTrailers(trailersObject(this.#trailers));
        resetAfterAnswer(caller);
      });
      caller.respond(
        [':status', '200', 'content-type', 'application/grpc', REQUEST_ID_HEADER, this.#requestId],
        WITH_TRAILERS,
      );
    }
    if (caller.writableLength > MOST_UNREAD_BYTES) {
      this.fail(new RookeryError('RESOURCE_EXHAUSTED', 'the answers are not being read'));
      return;
    }
    const framed = Buffer.alloc(PREFIX_BYTES + message.length);
    framed.writeUInt32BE(message.length, 1);
    framed.set(message, PREFIX_BYTES);
    caller.write(framed);
  }
}
