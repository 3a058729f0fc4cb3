/** By how much the people must have grown since the last look: the work of all looks stays in proportion to that of the last. */
const GROWTH = 1.1;

/** When to look again whether enough is known. */
export class Looks {
  #last = 0;

  /** @param people scores at hand; true counts as a look */
  isDue(people: number): boolean {
    if (people === 0 || people < this.#last * GROWTH) return false;
    this.#last = people;
    return true;
  }
}
