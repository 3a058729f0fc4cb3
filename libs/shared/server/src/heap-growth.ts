import { setFlagsFromString } from 'node:v8';

/**
 * How far the heap may grow above what lived after the last full collection before the next one, in percent. Where memory is plenty
 * V8 waits for up to four times as much, and a service that holds 70 MB then takes 500.
 */
const GROWTH_PERCENT = 50;

/** Has this process collect garbage sooner. No limit is set: what is held on purpose may be as large as it must be. */
export function growSlowly(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
