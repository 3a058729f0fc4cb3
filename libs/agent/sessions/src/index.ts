export { forgetDeleted } from './deleted-sessions.ts';
export { InTurn } from './in-turn.ts';
export { agentPlaces, knownBySessions } from './places.ts';
export { Referrals, type ReferralDay } from './referrals.ts';
export type { Session, SessionContent } from './session.ts';
export { newSessionId, SessionStore } from './session-store.ts';
export type { SessionRules } from './session-store.ts';
export { migrateSessions } from './tables.ts';
