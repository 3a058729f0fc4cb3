import { lookedAt } from '../looked-at.ts';

export const serviceReady = lookedAt(
  'rookery_ready',
  'Whether a service says SERVING (1) or not (0); at the gateway also for the services behind it; all stands for the whole process.',
  ['grpc_service'],
);
