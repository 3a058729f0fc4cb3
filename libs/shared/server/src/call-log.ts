import type { RookeryError } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';

/** Failed calls of one kind that are logged one by one in a second; those beyond are counted. */
const LINES_A_SECOND = 10;
const SECOND_MS = 1000;
/** Kinds (method and code) that are told apart; more share one count. */
const KINDS = 1000;

interface Second {
  began: number;
  lines: number;
  leftOut: number;
}

/**
 * Logs how calls ended. Failed ones of the same method and code leave a few lines a second, however many there are: a caller who is
 * refused must not fill the disk. The first line of a later second says how many were left out (`left_out`); metrics count all.
 */
export class CallLog {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #seconds = new Map<string, Second>();

  /** @param now milliseconds of a clock that only goes on */
  constructor(log: Logger, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** A call has ended; `failure` is not set when it was answered. */
  ended(method: string, ms: number, failure: RookeryError | undefined): void {
    const record = { method, ms: Math.round(ms * 10) / 10, code: failure?.code ?? 'OK' };
    if (failure === undefined) {
      this.#log.debug(record, 'call');
      return;
    }
    const leftOut = this.#leftOutBefore(`${method} ${failure.code}`);
    if (leftOut === undefined) return;
    const said = leftOut === 0 ? record : { ...record, left_out: leftOut };
    if (isOurs(failure)) this.#log.error({ ...said, err: failure }, 'call');
    else this.#log.info({ ...said, reason: failure.message }, 'call');
  }

  /** @returns how many lines of the kind were left out before this one; undefined: this one is, too */
  #leftOutBefore(kind: string): number | undefined {
    const key = this.#seconds.has(kind) || this.#seconds.size < KINDS ? kind : '';
    const now = this.#now();
    const second = this.#seconds.get(key) ?? { began: now, lines: 0, leftOut: 0 };
    this.#seconds.set(key, second);
    let { leftOut } = second;
    if (now - second.began >= SECOND_MS) {
      second.began = now;
      second.lines = 0;
      second.leftOut = 0;
    } else if (second.lines >= LINES_A_SECOND) {
      second.leftOut += 1;
      return undefined;
    } else leftOut = 0;
    second.lines += 1;
    return leftOut;
  }
}

function isOurs({ code, reason }: RookeryError): boolean {
  return code === 'INTERNAL' || code === 'DATA_LOSS' || reason === 'DATABASE_DENIES';
}
