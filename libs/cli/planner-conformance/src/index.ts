export { verifyBackend } from './verify-backend.ts';
export type { CheckResult } from './check.ts';
