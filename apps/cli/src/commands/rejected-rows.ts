/** Row numbers that stand on one line. */
const SHOWN_NUMBERS = 5;

interface Rejection {
  readonly row: number;
  readonly column: string;
  readonly reason: string;
}

/**
 * Why rows were rejected, a line for each reason: `rows 3, 7, 9, 12, 20 and 41 more, query: is missing`.
 * @param rejected how many there are, of which `rejections` are the first
 */
export function rejectedRows(rejections: readonly Rejection[], rejected: number): string[] {
  const groups = Map.groupBy(rejections, ({ column, reason }) =>
    column === '' ? reason : `${column}: ${reason}`,
  );
  const lines = [...groups].map(([why, rows]) => {
    const numbers = rows.slice(0, SHOWN_NUMBERS).map(({ row }) => row);
    const more = rows.length > SHOWN_NUMBERS ? ` and ${rows.length - SHOWN_NUMBERS} more` : '';
    return `  ${rows.length === 1 ? 'row' : 'rows'} ${numbers.join(', ')}${more}, ${why}`;
  });
  const unlisted = rejected - rejections.length;
  return unlisted > 0 ? [...lines, `  ... and ${unlisted} more rows, not listed here`] : lines;
}
