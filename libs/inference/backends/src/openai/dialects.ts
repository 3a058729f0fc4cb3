import { type Dialect, dialectAfter, FIRST_DIALECT, type RefusedRequest } from './dialect.ts';

/** Remembers, per model, how the server wants to be asked. */
export class Dialects {
  readonly #byModel = new Map<string, Dialect>();

  /**
   * Asks in the dialect known for the model, and in others as the server refuses; the one that worked is
   * remembered. A dialect has five settings and each refusal changes one, so there are at most six requests.
   */
  async ask<Result>(
    model: string,
    request: RefusedRequest,
    send: (dialect: Dialect) => Promise<Result>,
  ): Promise<Result> {
    let dialect = this.#byModel.get(model) ?? FIRST_DIALECT;
    for (;;) {
      try {
        const result = await send(dialect);
        this.#byModel.set(model, dialect);
        return result;
      } catch (caught) {
        const next = dialectAfter(dialect, request, caught);
        if (next === undefined) throw caught;
        dialect = next;
      }
    }
  }
}
