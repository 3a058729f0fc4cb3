import {
  ResponderBuilder,
  ServerInterceptingCall,
  ServerListenerBuilder,
  type ServerInterceptor,
} from '@grpc/grpc-js';

/** Internal metadata key: the call's deadline in milliseconds since 1970. */
export const DEADLINE_KEY = 'rookery-internal-deadline';

/**
 * grpc-js keeps a call's deadline to itself; this hands it on to the handler's metadata, where nothing that a caller
 * sends under the same name survives.
 */
export const deadlineInterceptor: ServerInterceptor = (_method, call) =>
  new ServerInterceptingCall(
    call,
    new ResponderBuilder()
      .withStart((next) => {
        next(
          new ServerListenerBuilder()
            .withOnReceiveMetadata((metadata, pass) => {
              const deadline = Number(call.getDeadline());
              metadata.remove(DEADLINE_KEY);
              if (Number.isFinite(deadline)) metadata.set(DEADLINE_KEY, String(deadline));
              pass(metadata);
            })
            .build(),
        );
      })
      .build(),
  );
