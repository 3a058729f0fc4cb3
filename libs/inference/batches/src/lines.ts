/** A longer line is passed over: no answer is that long. */
export const MOST_LINE_BYTES = 8 * 1024 * 1024;
/** Of a file no more is read. The largest input is 200 MB, and answers are of its size. */
const MOST_FILE_BYTES = 4 * 1024 * 1024 * 1024;

const NEWLINE = 10;

/**
 * The lines of a file as it comes, without empty ones; a line that is too long is left out, and so is what comes after
 * MOST_FILE_BYTES. Memory is that of one line.
 */
export async function* linesOf(
  file: AsyncIterable<Buffer>,
  mostBytes = MOST_LINE_BYTES,
): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = [];
  let [length, read] = [0, 0];
  const take = (part: Buffer): void => {
    length += part.length;
    if (length <= mostBytes) parts.push(part);
    else parts = [];
  };
  const line = (): string => {
    const text = length > mostBytes ? '' : Buffer.concat(parts).toString('utf8').trim();
    parts = [];
    length = 0;
    return text;
  };
  for await (const chunk of file) {
    read += chunk.length;
    if (read > MOST_FILE_BYTES) return;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, end));
      const text = line();
      if (text !== '') yield text;
      start = end + 1;
    }
    take(chunk.subarray(start));
  }
  const last = line();
  if (last !== '') yield last;
}
