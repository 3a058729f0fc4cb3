import { hash, timingSafeEqual } from 'node:crypto';
import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { RookeryError } from '@rookery/shared-errors';
import { SECRET_KEY } from '@rookery/shared-runtime';
import { DETAILS_KEY, encodeDetails, statusOf } from '@rookery/shared-transport';

/** Internal metadata key: the call's deadline in milliseconds since 1970. */
export const DEADLINE_KEY = 'rookery-internal-deadline';

/** Whom a server answers. */
export interface Gate {
  /** The platform's secret, without which a call is refused before its first message is read; undefined: whoever calls is answered. */
  readonly secret: string | undefined;
  /** Full names of services that answer everybody (health). */
  readonly open: ReadonlySet<string>;
}

/**
 * What happens to a call before anything else does. Where the platform has a secret, a call without it is refused. The call's deadline,
 * which grpc-js keeps to itself, is handed on to the handler's metadata, where nothing that a caller sends under the same name survives.
 */
export function callGate({ secret, open }: Gate): ServerInterceptor {
  const expected = secret === undefined ? undefined : digestOf(secret);
  return ({ path }, call) =>
    new GatedCall(call, expected !== undefined && open.has(path.split('/')[1] ?? '') ? undefined : expected);
}

function digestOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

type Listener = Parameters<ServerInterceptingCallInterface['start']>[0];

/** Nothing else is intercepted, so all else goes straight through: the way of the base class takes a dozen functions for each call. */
class GatedCall extends ServerInterceptingCall {
  readonly #call: ServerInterceptingCallInterface;
  readonly #expected: Buffer | undefined;
  #refused = false;

  /** @param expected digest of the secret that the call has to bring; undefined: none */
  constructor(call: ServerInterceptingCallInterface, expected: Buffer | undefined) {
    super(call);
    this.#call = call;
    this.#expected = expected;
  }

  override start(listener: Listener): void {
    this.#call.start({
      onReceiveMetadata: (metadata) => {
        if (this.#isStranger(metadata)) {
          this.#refuse();
          return;
        }
        this.#setDeadline(metadata);
        listener.onReceiveMetadata(metadata);
      },
      onReceiveMessage: (message) => {
        if (!this.#refused) listener.onReceiveMessage(message);
      },
      onReceiveHalfClose: () => {
        if (!this.#refused) listener.onReceiveHalfClose();
      },
      onCancel: () => listener.onCancel(),
    });
  }

  override sendMetadata(metadata: Metadata): void {
    this.#call.sendMetadata(metadata);
  }

  override sendMessage(message: unknown, sent: () => void): void {
    this.#call.sendMessage(message, sent);
  }

  override sendStatus(status: Parameters<ServerInterceptingCallInterface['sendStatus']>[0]): void {
    this.#call.sendStatus(status);
  }

  #isStranger(metadata: Metadata): boolean {
    if (this.#expected === undefined) return false;
    const [given] = metadata.get(SECRET_KEY);
    metadata.remove(SECRET_KEY);
    return typeof given !== 'string' || !timingSafeEqual(digestOf(given), this.#expected);
  }

  #refuse(): void {
    this.#refused = true;
    const error = new RookeryError(
      'UNAUTHENTICATED',
      'this port is for the processes of the platform; call its gateway',
      { reason: 'PLATFORM_ONLY' },
    );
    const metadata = new Metadata();
    const details = encodeDetails(error);
    if (details !== undefined) metadata.set(DETAILS_KEY, Buffer.from(details));
    this.#call.sendStatus({ code: statusOf(error.code), details: error.message, metadata });
  }

  #setDeadline(metadata: Metadata): void {
    const deadline = Number(this.#call.getDeadline());
    metadata.remove(DEADLINE_KEY);
    if (Number.isFinite(deadline)) metadata.set(DEADLINE_KEY, String(deadline));
  }
}
