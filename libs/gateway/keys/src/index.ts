export { digestOf } from './digest.ts';
export { KeyStore } from './key-store.ts';
export type { KeyWish, MadeKey } from './key-store.ts';
export { KnownKeys } from './known-keys.ts';
export { migrateKeys } from './migrations.ts';
export { isRole, isTenant, ROLES, TENANT_WORDS } from './stored-key.ts';
export type { Quotas, Role, StoredKey } from './stored-key.ts';
export { KEYS_PLACES } from './places.ts';
