import type { Progress } from '@rookery/agent-conversation';
import type { LedgerRecord } from '@rookery/shared-model-calls';

/** What a session keeps: what is needed to go on with the conversation, and nothing else. Personal: it holds what was said. */
export interface SessionContent {
  readonly progress: Progress;
  readonly ledger: LedgerRecord;
  /** Library whose paths guide the questions; empty: none. */
  readonly library: string;
  /** Resource names of the paths that were found for the matter at hand. */
  readonly pathNames: readonly string[];
  /** When a person under 18 was last reminded of what they talk with, milliseconds since 1970; not set: never. */
  readonly remindedAt?: number;
}

/** A conversation that outlives its streams. */
export interface Session {
  readonly id: string;
  /** Counts up with every change: who saves must have seen the last one. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly content: SessionContent;
}
