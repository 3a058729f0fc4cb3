export { AuditLog } from './audit-log.ts';
export type { AuditedCall } from './audit-log.ts';
export { AuditStore } from './audit-store.ts';
export type { AuditEntry, AuditQuestion } from './audit-store.ts';
export { migrateAudit } from './migrations.ts';
export { AUDIT_PLACES } from './places.ts';
