/** Keeps what was made for the texts used last. What could not be made is made anew. */
export class RecentlyUsed<Made> {
  readonly #most: number;
  readonly #make: (text: string) => Promise<Made>;
  // A Map keeps insertion order, so its first entry is the one not used for longest.
  readonly #kept = new Map<string, Promise<Made>>();

  constructor(most: number, make: (text: string) => Promise<Made>) {
    this.#most = most;
    this.#make = make;
  }

  of(text: string): Promise<Made> {
    const known = this.#kept.get(text);
    const made = known ?? this.#make(text);
    if (known === undefined) made.catch(() => this.#kept.delete(text));
    this.#kept.delete(text);
    this.#kept.set(text, made);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
    return made;
  }
}
