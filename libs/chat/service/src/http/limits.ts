/** How long clients may take, and what their headers may be. */
export interface ChatLimits {
  /** Headers of a request, in bytes. */
  readonly headerBytes: number;
  /** A client that sends its headers, or its whole request, more slowly is not waited for, in milliseconds. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often slow clients are looked for, in milliseconds. */
  readonly lookEveryMs: number;
  /** A connection that waits for another request ends after so long, in milliseconds. */
  readonly idleMs: number;
  /** An answer that its client does not read for so long ends with its connection, in milliseconds. */
  readonly unreadMs: number;
}

export const CHAT_LIMITS: ChatLimits = {
  headerBytes: 16 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  lookEveryMs: 2_000,
  idleMs: 60_000,
  unreadMs: 120_000,
};
