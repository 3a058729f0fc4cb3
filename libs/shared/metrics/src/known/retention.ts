import { counter, gauge } from '../registry.ts';

const deleted = counter({
  name: 'rookery_retention_deleted_total',
  help: 'Rows that were deleted because their time was over, by class of data (docs/retention.md).',
  labels: ['class'],
});
const swept = gauge({
  name: 'rookery_retention_swept_timestamp_seconds',
  help: 'When this process last looked for data whose time is over, by class, in seconds since 1970; processes of a service take turns.',
  labels: ['class'],
});
const rewrapped = counter({
  name: 'rookery_content_keys_replaced_total',
  help: 'Times that the key above the keys of contents was replaced and the one before it destroyed, by table.',
  labels: ['table'],
});
const erased = counter({
  name: 'rookery_erasures_total',
  help: 'Erasures of people that ended, by how.',
  labels: ['state'],
});

/** A batch of a class was deleted, or there was nothing to delete. */
export function keptSwept(name: string, rows: number): void {
  deleted.inc({ class: name }, rows);
  swept.set({ class: name }, Date.now() / 1000);
}

export function contentKeysReplaced(table: string): void {
  rewrapped.inc({ table });
}

export function personErased(state: string): void {
  erased.inc({ state });
}
