import { lookedAt } from '../looked-at.ts';

/** The label of all services of a process together. */
export const WHOLE_PROCESS = 'all';

export const serviceReady = lookedAt(
  'rookery_ready',
  'Whether a service says SERVING (1) or not (0); at the gateway also for the services behind it; all stands for the whole process.',
  ['grpc_service'],
);
