import {
  ServerInterceptingCall,
  type Metadata,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';

/** Internal metadata key: the call's deadline in milliseconds since 1970. */
export const DEADLINE_KEY = 'rookery-internal-deadline';

/**
 * grpc-js keeps a call's deadline to itself; this hands it on to the handler's metadata, where nothing that a caller
 * sends under the same name survives.
 */
export const deadlineInterceptor: ServerInterceptor = (_method, call) => new CallWithDeadline(call);

type Listener = Parameters<ServerInterceptingCallInterface['start']>[0];

/** Nothing else is intercepted, so all else goes straight through: the way of the base class takes a dozen functions for each call. */
class CallWithDeadline extends ServerInterceptingCall {
  readonly #call: ServerInterceptingCallInterface;

  constructor(call: ServerInterceptingCallInterface) {
    super(call);
    this.#call = call;
  }

  override start(listener: Listener): void {
    this.#call.start({
      onReceiveMetadata: (metadata) => {
        this.#setDeadline(metadata);
        listener.onReceiveMetadata(metadata);
      },
      onReceiveMessage: (message) => listener.onReceiveMessage(message),
      onReceiveHalfClose: () => listener.onReceiveHalfClose(),
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

  #setDeadline(metadata: Metadata): void {
    const deadline = Number(this.#call.getDeadline());
    metadata.remove(DEADLINE_KEY);
    if (Number.isFinite(deadline)) metadata.set(DEADLINE_KEY, String(deadline));
  }
}
