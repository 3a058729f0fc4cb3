import { isTracing } from '@rookery/shared-tracing';
import {
  createClientFactory,
  Metadata,
  type CallOptions,
  type Channel,
  type Client,
  type ClientMiddleware,
  type CompatServiceDefinition,
} from 'nice-grpc';
import { belongToCall, type CallLimits, type CurrentCall } from './belong-to-call.ts';
import { channelHeaders } from './connect.ts';
import { repeatReads } from './repeat-reads.ts';
import { tracedCall } from './traced-call.ts';
import { withoutCallStack } from './without-call-stack.ts';

/** A generated service definition; `fullName` is its name in the contract. */
export type ContractService = CompatServiceDefinition & {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, { readonly name: string }>>;
};

/** A call's options: metadata, signal, onHeader, onTrailer, and `timeoutMs`. */
export type ClientCallOptions = CallOptions & Partial<CallLimits>;

/** A typed client of a service: a method for every call of its contract. */
export type TypedClient<Definition extends ContractService> = Client<Definition, CallLimits>;

/** What all calls of a client have in common. */
export interface ClientOptions {
  /** Metadata of every call, such as an API key; one that sets a key itself has its own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The call during which calls are made, if there is one: what is left of its time is theirs. */
  readonly currentCall?: CurrentCall;
  /** Longest a call may take that does not say `timeoutMs` itself and is no stream, in milliseconds; not set: for ever. */
  readonly timeoutMs?: number | undefined;
}

/** A typed client. Its calls reject with RookeryError; reads are repeated when the service is UNAVAILABLE. */
export function typedClient<Definition extends ContractService>(
  definition: Definition,
  channel: Channel,
  { headers = {}, currentCall = () => undefined, timeoutMs }: ClientOptions = {},
): TypedClient<Definition> {
  // The last one attached is the outermost.
  const bare = createClientFactory().use(withoutCallStack);
  // A process that does not trace has not even a look at whether it does in each call.
  const factory = (isTracing() ? bare.use(tracedCall) : bare)
    .use(repeatReads)
    .use(belongToCall(currentCall, timeoutMs))
    .use(withHeaders({ ...channelHeaders(channel), ...headers }));
  return factory.create(definition, channel);
}

/** Not as the client's own metadata: a call that brings some would have that alone. */
function withHeaders(headers: Readonly<Record<string, string>>): ClientMiddleware {
  return async function* bring(call, options) {
    const metadata = Metadata(options.metadata);
    for (const [key, value] of Object.entries(headers)) if (!metadata.has(key)) metadata.set(key, value);
    return yield* call.next(call.request, { ...options, metadata });
  };
}
