export { InTurn } from './in-turn.ts';
export type { Session, SessionContent } from './session.ts';
export { newSessionId, SessionStore } from './session-store.ts';
export type { SessionRules } from './session-store.ts';
export { migrateSessions } from './tables.ts';
