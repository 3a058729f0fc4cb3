import { beginSpan, TRACE_PARENT, type OpenSpan } from '@rookery/shared-tracing';
import type { Metadata } from 'nice-grpc';

/** What processes ask each other all the time, whether anybody calls or not: no piece of anybody's work. */
const QUIET = /^\/(grpc\.|rookery\.common\.v1\.ProcessService\/|rookery\.inference\.v1\.WorkerService\/)/;

/** A call that is served, under the one by which it was made; undefined where nobody traces. */
export function beginServing(
  { path }: { readonly path: string },
  metadata: Pick<Metadata, 'get'>,
): OpenSpan | undefined {
  if (QUIET.test(path)) return undefined;
  return beginSpan(path.slice(1), {
    kind: 'serves',
    under: { header: metadata.get(TRACE_PARENT) },
    attributes: () => ({ 'rpc.system': 'grpc', 'rpc.method': path.slice(1) }),
  });
}
