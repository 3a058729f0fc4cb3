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

/** Begins the count of a class at 0, where it may be deleted: an increase sees no first one of a series that begins with it. */
export function mayDelete(name: string): void {
  deleted.inc({ class: name }, 0);
}

/** A batch of a class was deleted, or there was nothing to delete. */
export function keptSwept(name: string, rows: number): void {
  deleted.inc({ class: name }, rows);
  swept.set({ class: name }, Date.now() / 1000);
}

/** Begins the count of a table at 0, where its keys may be replaced. */
export function mayReplaceContentKeys(table: string): void {
  rewrapped.inc({ table }, 0);
}

export function contentKeysReplaced(table: string): void {
  rewrapped.inc({ table });
}

/** Begins the count of erasures at 0, where there may be some. */
export function mayErasePeople(): void {
  erased.inc({ state: 'succeeded' }, 0);
}

export function personErased(state: 'succeeded'): void {
  erased.inc({ state });
}
