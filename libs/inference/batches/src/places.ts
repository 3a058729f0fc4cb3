import type { Place } from '@rookery/shared-holding';

/** What the schema of batches holds about people. */
export const BATCH_PLACES: readonly Place[] = [
  { table: 'inference_batches.batch', holdsNothing: 'names of files and batches at a model server' },
  { table: 'inference_batches.batch_request', holdsNothing: 'digests of requests' },
];
