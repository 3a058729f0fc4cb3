import type { Place } from '@rookery/shared-holding';
import { WORKERS_SCHEMA } from './migrations.ts';

/** What the list of workers holds about people. */
export const WORKERS_PLACES: readonly Place[] = [
  { table: `${WORKERS_SCHEMA}.lease`, holdsNothing: 'addresses and models of workers' },
];
