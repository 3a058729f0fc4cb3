/**
 * Those who wait, in one line for each key: the lines take turns, so that a key with a thousand calls holds up nobody who has
 * one. Within a line the order is that of their coming.
 */
export class FairLine<Waiting> {
  /** The line whose turn is next stands first. */
  readonly #lines = new Map<string, Set<Waiting>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** How many wait under a key. */
  lengthOf(key: string): number {
    return this.#lines.get(key)?.size ?? 0;
  }

  add(key: string, waiting: Waiting): void {
    const line = this.#lines.get(key) ?? new Set();
    line.add(waiting);
    this.#lines.set(key, line);
    this.#size += 1;
  }

  /** @returns whether it still waited */
  remove(key: string, waiting: Waiting): boolean {
    const line = this.#lines.get(key);
    if (line?.delete(waiting) !== true) return false;
    this.#size -= 1;
    if (line.size === 0) this.#lines.delete(key);
    return true;
  }

  /** Takes out the first of the line whose turn it is. */
  next(): Waiting | undefined {
    const [turn] = this.#lines;
    if (turn === undefined) return undefined;
    const [key, line] = turn;
    const [first] = line;
    this.#lines.delete(key);
    this.#lines.set(key, line);
    this.remove(key, first as Waiting);
    return first;
  }

  /** The key with the longest line; undefined when nobody waits. */
  longest(): string | undefined {
    let longest: string | undefined;
    for (const key of this.#lines.keys()) {
      if (longest === undefined || this.lengthOf(key) > this.lengthOf(longest)) longest = key;
    }
    return longest;
  }

  /** Takes out the last of a key's line. */
  dropLast(key: string): Waiting | undefined {
    const last = [...(this.#lines.get(key) ?? [])].at(-1);
    if (last !== undefined) this.remove(key, last);
    return last;
  }
}
