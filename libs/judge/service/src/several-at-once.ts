/**
 * Results of `work` on each item, as they are ready and so in any order, with at most `limit` items at work. A new item is
 * taken only when there is room, and nothing moves while the reader of the results does not read. `work` must not
 * reject; when the reader leaves, `signal` is what ends the work in flight.
 */
export async function* severalAtOnce<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  type Step =
    { readonly taken: IteratorResult<Item> } | { readonly done: Result; readonly by: Promise<Step> };
  const source = items[Symbol.asyncIterator]();
  const atWork = new Set<Promise<Step>>();
  let taking: Promise<Step> | undefined;
  let ended = false;
  try {
    for (;;) {
      if (!ended && taking === undefined && atWork.size < limit) {
        taking = source.next().then((taken): Step => ({ taken }));
      }
      const waiting = taking === undefined ? [...atWork] : [taking, ...atWork];
      if (waiting.length === 0) return;
      const step = await Promise.race(waiting);
      if ('taken' in step) {
        taking = undefined;
        if (step.taken.done === true) ended = true;
        else begin(step.taken.value);
      } else {
        atWork.delete(step.by);
        yield step.done;
      }
    }
  } finally {
    // A source that is being waited for cannot be closed before it answers; its own caller ends it.
    taking?.catch(() => undefined);
    if (!ended && taking === undefined) await source.return?.();
  }

  function begin(item: Item): void {
    const by: Promise<Step> = work(item).then((done): Step => ({ done, by }));
    atWork.add(by);
  }
}
