import type { Ended } from './grpc-caller.ts';

/** Statuses that say that something went wrong that nobody had thought of: gRPC's UNKNOWN, INTERNAL and DATA_LOSS. */
const UNTRUE: ReadonlyMap<number, string> = new Map([
  [2, 'UNKNOWN'],
  [13, 'INTERNAL'],
  [15, 'DATA_LOSS'],
]);
/** What contracts say that a call may end with all the same: a file of paths that was cut short on its way. */
const DOCUMENTED: ReadonlyMap<string, number> = new Map([
  ['/rookery.planner.v1.LibraryService/ImportLibrary', 15],
]);
const INVALID_ARGUMENT = 3;
const HIGHEST = 16;

/**
 * @param path of gRPC
 * @param canary words of a person that were sent; undefined: none were
 * @returns what is wrong with how a call ended; undefined: nothing
 */
export function untrue(
  path: string,
  { status, message, fields, details, http, left }: Ended,
  canary?: string,
): string | undefined {
  if (canary !== undefined && `${message}${details}`.includes(canary))
    return 'its error repeats what a person said';
  // A request that is no gRPC is answered by HTTP alone.
  if (left || (Number.isNaN(status) && http >= 400 && http < 500)) return undefined;
  if (Number.isNaN(status)) return `it ended without a status (HTTP ${http})`;
  if (!(status >= 0 && status <= HIGHEST)) return `it ended with status ${status}, which there is not`;
  const name = DOCUMENTED.get(path) === status ? undefined : UNTRUE.get(status);
  if (name !== undefined) return `it ended with ${name}: ${message}`;
  if (status === INVALID_ARGUMENT && !fields.some((field) => field !== ''))
    return `INVALID_ARGUMENT names no field: ${message}`;
  return undefined;
}
