export interface GroupedWorkOptions<Item, Result> {
  /** Items of one group at most; at least 1. */
  readonly most: number;
  /** Does a group at once; gives a result for each item, in their order. */
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether a group may have failed because of a single item: then the others are done without it. */
  readonly mayBeOfOne: (caught: unknown) => boolean;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (caught: unknown) => void;
}

/**
 * Work that is cheaper for many at once: everything that comes while a group is on its way goes together with the next one. Who
 * comes alone is served at once; a crowd goes by the hundred.
 */
export class GroupedWork<Item, Result> {
  readonly #options: GroupedWorkOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #working: Promise<void> | undefined;

  constructor(options: GroupedWorkOptions<Item, Result>) {
    this.#options = options;
  }

  /** The result for this item, once its group is done. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#working ??= this.#workAll();
    });
  }

  /** Resolves when everything that was added before is done. */
  async drained(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  async #workAll(): Promise<void> {
    // One turn of the event loop: whatever arrives together is done together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, this.#options.most);
      this.#waiting = this.#waiting.slice(this.#options.most);
      await this.#workOn(group);
    }
    this.#working = undefined;
  }

  async #workOn(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.work(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (caught) {
      if (group.length > 1 && this.#options.mayBeOfOne(caught)) await this.#isolate(group);
      else for (const { reject } of group) reject(caught);
    }
  }

  /** Halves are done until the one at fault stands alone. */
  async #isolate(group: readonly Waiting<Item, Result>[]): Promise<void> {
    const middle = Math.ceil(group.length / 2);
    await this.#workOn(group.slice(0, middle));
    await this.#workOn(group.slice(middle));
  }
}
