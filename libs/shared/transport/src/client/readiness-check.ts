/** Something a service needs before it can serve. */
export interface ReadinessCheck {
  /** What is needed, in words for the log: `database`, `judge`. */
  readonly name: string;
  /** Resolves when it is there and rejects, saying why, when it is not. Must stop when the signal aborts. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  /**
   * Full name of the one service that this check speaks for. Not set: for every service of this process. The health
   * of "" needs every check.
   */
  readonly service?: string;
}
