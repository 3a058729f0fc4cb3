import { beginSpan, isTraced, TRACE_PARENT, traceParent } from '@rookery/shared-tracing';
import { ClientError, Metadata, type ClientMiddleware } from 'nice-grpc';
import { codeOf } from '../errors/status-codes.ts';

/**
 * A call made from work that is traced is a span under it, and says so to whom it calls. Calls that belong to no such work, of which
 * watches and health checks are many, go as they are.
 */
export const tracedCall: ClientMiddleware = async function* tracedCall(call, options) {
  if (!isTraced()) return yield* call.next(call.request, options);
  const { path } = call.method;
  const span = beginSpan(path.slice(1), {
    kind: 'calls',
    attributes: () => ({ 'rpc.system': 'grpc', 'rpc.method': path.slice(1) }),
  });
  const metadata = Metadata(options.metadata);
  const header = span?.run(traceParent);
  if (header !== undefined) metadata.set(TRACE_PARENT, header);
  let failure: string | undefined = 'CANCELLED';
  try {
    const answer = yield* call.next(call.request, { ...options, metadata });
    failure = undefined;
    return answer;
  } catch (caught) {
    failure = caught instanceof ClientError ? codeOf(caught.code) : 'CANCELLED';
    throw caught;
  } finally {
    span?.end(failure);
  }
};
