/** What a separator is called in a sentence. */
export const SEPARATORS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

/**
 * The fields of one record, or why it has none; undefined for a blank line. Reasons never quote the record. A field in quotes holds
 * whatever is between them, doubled quotes for single ones. Programs that write tabs do not quote, so that a quote within a
 * field is a quote there.
 */
export function csvFields(line: string, separator: string): string[] | { unreadable: string } | undefined {
  const record = separator === '|' ? withoutFrame(line) : line;
  // A record of separators alone, as spreadsheets write below a table, is blank too.
  if (record.replaceAll(separator, '').trim() === '') return undefined;
  // What Markdown writes under the header of a table.
  if (separator === '|' && /^[\s|:-]*$/.test(record)) return undefined;
  if (!record.includes('"')) return record.split(separator);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const isQuoted = record[at] === '"';
    const end = isQuoted ? closingQuote(record, at) + 1 : nextSeparator(record, at, separator);
    if (end === 0) return { unreadable: 'a quoted field is not closed' };
    const field = record.slice(at, end);
    if (isQuoted) fields.push(field.slice(1, -1).replaceAll('""', '"'));
    else if (field.includes('"') && separator !== '\t') {
      return { unreadable: 'a quote stands inside a field that is not quoted' };
    } else fields.push(field);
    if (end >= record.length) return fields;
    if (record[end] !== separator) {
      const name = SEPARATORS[separator] ?? separator;
      return { unreadable: `text follows a quoted field; fields are separated by ${name}` };
    }
    at = end + 1;
  }
}

/** A row of a table of Markdown has bars at its ends too. */
function withoutFrame(line: string): string {
  return /^\s*\|(.*)\|\s*$/s.exec(line)?.[1] ?? line;
}

function nextSeparator(record: string, from: number, separator: string): number {
  const at = record.indexOf(separator, from);
  return at === -1 ? record.length : at;
}

/** Where the quote closes that opens at `from`; -1 when nowhere. */
function closingQuote(record: string, from: number): number {
  let at = record.indexOf('"', from + 1);
  while (at !== -1 && record[at + 1] === '"') at = record.indexOf('"', at + 2);
  return at;
}
