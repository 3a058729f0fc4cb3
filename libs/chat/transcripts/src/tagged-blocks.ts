/** A tag, what stands up to its closing one, and where the whole begins and ends. */
export interface TaggedBlock {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

const CLOSING = /<\/([a-z][\w:-]*)>/giu;

/**
 * The blocks of a text, none within another: from each opening tag to the next closing one of the same name, in any case. Tags that
 * nothing closes are text. One look at each tag: an expression would look for the end of each opening one anew.
 * @param opening finds opening tags, with the name as its first group
 */
export function taggedBlocks(text: string, opening: RegExp): TaggedBlock[] {
  const closings = Map.groupBy(text.matchAll(CLOSING), ([, name = '']) => name.toLowerCase());
  const passed = new Map<string, number>();
  const blocks: TaggedBlock[] = [];
  let end = 0;
  for (const { 0: tag, 1: name = '', index } of text.matchAll(opening)) {
    if (index < end) continue;
    const from = index + tag.length;
    const key = name.toLowerCase();
    const ends = closings.get(key) ?? [];
    let next = passed.get(key) ?? 0;
    while ((ends[next]?.index ?? Infinity) < from) next += 1;
    passed.set(key, next);
    const closing = ends[next];
    if (closing === undefined) continue;
    end = closing.index + closing[0].length;
    blocks.push({ start: index, end, content: text.slice(from, closing.index) });
  }
  return blocks;
}

/** The text with a space for each block. */
export function withoutBlocks(text: string, opening: RegExp): string {
  let [rest, from] = ['', 0];
  for (const { start, end } of taggedBlocks(text, opening)) {
    rest += `${text.slice(from, start)} `;
    from = end;
  }
  return rest + text.slice(from);
}
