import { Metadata } from 'nice-grpc-common';
import { WORK_CLASS_KEY } from '@rookery/shared-runtime';

/** Goes with calls by the thousand that nobody waits for one by one: people are served before them. */
export const BATCH_WORK = Metadata({ [WORK_CLASS_KEY]: 'batch' });
