/** The server answered, but not with something that can be used. */
export class BrokenAnswer extends Error {
  /** Whether asking again may help. */
  readonly passing: boolean;

  constructor(what: string, options: { readonly cause?: unknown; readonly passing?: boolean } = {}) {
    super(what, { cause: options.cause });
    this.name = 'BrokenAnswer';
    this.passing = options.passing ?? true;
  }
}

/** The server went quiet for longer than allowed; asking again may help. */
export class Stalled extends Error {
  constructor(afterMs: number) {
    super(`the model server sent nothing for ${afterMs} ms`);
    this.name = 'Stalled';
  }
}

/** No connection, or it was lost before an answer began; asking again may help. */
export class Unreachable extends Error {
  /** The system's word for it, such as `ECONNREFUSED`; empty when there is none. */
  readonly why: string;

  constructor(why: string, cause: unknown) {
    super('the model server cannot be reached', { cause });
    this.name = 'Unreachable';
    this.why = why;
  }
}
