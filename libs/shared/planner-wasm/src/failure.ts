// Errors of the core as the platform's one class of errors.
import { invalidArgument, RookeryError, type ErrorCode, type FieldViolation } from '@rookery/shared-errors';

interface ThrownByCore {
  readonly code: ErrorCode;
  readonly message: string;
  readonly violations: readonly FieldViolation[];
}

/** Runs a call into the core; what it throws becomes a RookeryError with the same code, message and fields. */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (caught) {
    if (typeof caught === 'string') {
      const { code, message, violations } = JSON.parse(caught) as ThrownByCore;
      throw new RookeryError(code, message, { violations });
    }
    if (caught instanceof Error && caught.name === 'RuntimeError') {
      throw new RookeryError('INTERNAL', 'the planning core failed; this search cannot go on', {
        cause: caught,
      });
    }
    throw caught;
  }
}

/** A whole number that fits 32 bits; the core checks narrower ranges. WebAssembly would wrap others silently. */
export function whole(field: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) return value;
  throw invalidArgument(field, `${value} is not a whole number in 0..4294967295`);
}

/** A mask or seed of 64 bits. */
export function word(field: string, value: bigint): bigint {
  if (BigInt.asUintN(64, value) === value) return value;
  throw invalidArgument(field, `${value.toString()} is not in 0..2^64-1`);
}

/** A handle into the core's memory that says so when it is used after it was given back. */
export class Handle<T extends { free(): void }> {
  readonly #what: string;
  #inner: T | undefined;

  constructor(what: string, inner: T) {
    this.#what = what;
    this.#inner = inner;
  }

  /** Runs a call on the inner object. */
  use<R>(call: (inner: T) => R): R {
    const inner = this.#inner;
    if (inner === undefined) throw new RookeryError('FAILED_PRECONDITION', `${this.#what}: is closed`);
    return guarded(() => call(inner));
  }

  /** Gives the memory back; a second time does nothing. */
  close(): void {
    this.#inner?.free();
    this.#inner = undefined;
  }
}
