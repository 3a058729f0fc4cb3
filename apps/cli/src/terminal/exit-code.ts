import { JobState } from '@rookery/shared-contracts';
import type { ErrorCode } from '@rookery/shared-errors';

/** What the shell is told. Documented in `rookery --help`. */
export const EXIT = {
  ok: 0,
  /** Something unexpected, a check that failed, or a condition of `--fail-on` that holds. */
  failed: 1,
  /** Wrong usage or a wrong argument. */
  usage: 2,
  /** What was named does not exist. */
  notFound: 3,
  /** The platform or a model could not be reached in time. */
  unavailable: 4,
  /** The work ended and is not complete: part of it failed, a limit stopped it, or somebody cancelled it. It can be resumed. */
  incomplete: 5,
  /** The work cannot go on before what its reason names is mended. It can be resumed then. */
  cannotGoOn: 6,
  /** A wrong configuration variable (sysexits EX_CONFIG). */
  configuration: 78,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/**
 * The exit code that tells a script how work ended. Work all of whose pieces were tried is incomplete, even if every one of them
 * failed; it cannot go on when it ended as failed before that.
 */
export function exitCodeOfJob({ state, done, total, failed }: EndedJob): number {
  if (state === JobState.SUCCEEDED && failed === 0) return EXIT.ok;
  return state === JobState.FAILED && done < total ? EXIT.cannotGoOn : EXIT.incomplete;
}

/** How work ended. */
interface EndedJob {
  readonly state: JobState;
  /** Pieces that were done, failed ones included. */
  readonly done: number;
  readonly total: number;
  /** Pieces that failed: work with such is not complete, whatever it is called. */
  readonly failed: number;
}

/** The exit code that tells a script what kind of error it was. */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'INVALID_ARGUMENT':
    case 'FAILED_PRECONDITION':
    case 'ALREADY_EXISTS':
      return EXIT.usage;
    case 'NOT_FOUND':
      return EXIT.notFound;
    case 'UNAVAILABLE':
    case 'DEADLINE_EXCEEDED':
    case 'RESOURCE_EXHAUSTED':
      return EXIT.unavailable;
    case 'CANCELLED':
      return EXIT.interrupted;
    case 'PERMISSION_DENIED':
    case 'UNAUTHENTICATED':
    case 'ABORTED':
    case 'UNIMPLEMENTED':
    case 'INTERNAL':
    case 'DATA_LOSS':
      return EXIT.failed;
  }
}
