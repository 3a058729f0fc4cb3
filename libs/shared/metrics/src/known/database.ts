import { lookedAt } from '../looked-at.ts';
import { durations } from '../registry.ts';

export const poolConnections = lookedAt(
  'rookery_database_pool_connections',
  'Connections to the database, busy and idle.',
  ['state'],
);
export const poolWaiting = lookedAt(
  'rookery_database_pool_waiting',
  'Queries that wait for a connection to the database.',
  [],
);
export const poolLimit = lookedAt('rookery_database_pool_limit', 'Connections to the database at most.', []);
const waits = durations({
  name: 'rookery_database_pool_wait_seconds',
  help: 'How long queries waited for a connection to the database.',
  labels: [],
}).labels({});

export function poolWaited(seconds: number): void {
  waits.observe(seconds);
}
