import type { Place } from '@rookery/shared-holding';
import { KEYS_SCHEMA } from './tables.ts';

/** What the schema of keys holds about people. */
export const KEYS_PLACES: readonly Place[] = [
  {
    table: `${KEYS_SCHEMA}.api_key`,
    holdsNothing: 'tenants, digests of keys, and notes of operators on them',
  },
  { table: `${KEYS_SCHEMA}.revision`, holdsNothing: 'a number' },
];
