import type { ClientMiddleware } from 'nice-grpc';
import { withoutStack } from '@rookery/shared-errors';

/**
 * The transport notes the stack of every call for the error that it may end with, a tenth of what a call costs. Nobody needs it:
 * RookeryError, which the caller gets, has its own. For calls that answer once, of which there are many.
 */
export const withoutCallStack: ClientMiddleware = async function* withoutCallStack(call, options) {
  if (call.requestStream || call.responseStream) return yield* call.next(call.request, options);
  const answer = await withoutStack(() => call.next(call.request, options).next());
  if (answer.done !== true) throw new Error('a call that answers once answered with a stream');
  return answer.value;
};
