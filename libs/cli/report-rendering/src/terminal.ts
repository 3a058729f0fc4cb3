import { wrapped } from '@rookery/cli-rendering';
import type { AgreementReport, Drift, Report } from '@rookery/shared-contracts';
import { agreementSections } from './agreement-sections.ts';
import { driftSections } from './drift-sections.ts';
import type { Figure } from './numbers.ts';
import { sectionsOf, type Listing, type Sections, type Table } from './sections.ts';

/** The report for a terminal. @param width columns of the terminal; 40 at least are used */
export function reportAsTable(report: Report, width: number): string {
  return sectionsAsText(sectionsOf(report), width);
}

/** The agreement of a judge with people for a terminal. */
export function agreementAsTable(report: AgreementReport, width: number): string {
  return sectionsAsText(agreementSections(report), width);
}

/** The drift between two runs for a terminal. */
export function driftAsTable(drift: Drift, width: number): string {
  return sectionsAsText(driftSections(drift), width);
}

/**
 * When the table with every interval is too wide, the intervals of the domains go
 * first (the last column, the mean, keeps its own); when that is still too wide, columns are set under one
 * another in blocks that fit.
 */
function sectionsAsText({ title, tables, listings }: Sections, width: number): string {
  const room = Math.max(40, Math.floor(width));
  const parts = [
    `${title}\n${'='.repeat(Math.min(title.length, room))}`,
    ...tables.map((table) => renderTable(table, room)),
    ...listings.map((listing) => renderListing(listing, room)),
  ];
  return `${parts.join('\n\n')}\n`;
}

type Grid = readonly (readonly string[])[];

/** A table that fits into a terminal of so many columns. */
export function renderTable(table: Table, room: number): string {
  const last = table.figureColumns.length - 1;
  const full = gridOf(table, () => true);
  const compact = gridOf(table, (column) => column === last);
  const grid = widthOf(full) <= room ? full : compact;
  const blocks = blocksOf(grid, table.textColumns.length, room);
  const texts = table.textColumns.length;
  return [table.heading, ...blocks.map((block) => draw(block, texts))].join('\n\n');
}

function gridOf(table: Table, keepsMargin: (column: number) => boolean): Grid {
  const show = (figure: Figure, column: number): string =>
    figure.margin !== '' && keepsMargin(column) ? `${figure.value} ${figure.margin}` : figure.value;
  const head = [...table.textColumns, ...table.figureColumns];
  let model = '';
  const rows = table.rows.map((row) => {
    // A model's name stands on its first row only, as in the paper.
    const [first = '', ...others] = row.texts;
    const name = first === model ? '' : first;
    model = first;
    return [name, ...others, ...row.figures.map(show)];
  });
  return [head, ...rows];
}

const GAP = '  ';

function columnWidths(grid: Grid): readonly number[] {
  return (grid[0] ?? []).map((_, column) => Math.max(...grid.map((row) => lengthOf(row[column] ?? ''))));
}

function widthOf(grid: Grid): number {
  const widths = columnWidths(grid);
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
}

/** Cuts figure columns into blocks that fit, each with the text columns repeated; never an empty block. */
function blocksOf(grid: Grid, texts: number, room: number): readonly Grid[] {
  const widths = columnWidths(grid);
  const fixed = widths.slice(0, texts).reduce((sum, width) => sum + width + GAP.length, 0);
  const groups: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (let column = texts; column < widths.length; column += 1) {
    const width = (widths[column] ?? 0) + GAP.length;
    if (used + width > room + GAP.length) {
      groups.push([]);
      used = fixed;
    }
    groups.at(-1)?.push(column);
    used += width;
  }
  return groups.map((columns) =>
    grid.map((row) => [...row.slice(0, texts), ...columns.map((column) => row[column] ?? '')]),
  );
}

function draw(grid: Grid, texts: number): string {
  const widths = columnWidths(grid);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - lengthOf(cell));
        return column < texts ? cell + padding : padding + cell;
      })
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join(GAP);
  const [head = [], ...rows] = grid;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Sentences under a heading. */
export function renderListing(listing: Listing, room: number): string {
  return [
    listing.heading,
    ...listing.lines.map((text) => `- ${wrapped(broken(text, room - 2), room - 2).replaceAll('\n', '\n  ')}`),
  ].join('\n');
}

/** With words that no line has room for, such as digests, in pieces. */
function broken(text: string, room: number): string {
  return text.replaceAll(new RegExp(`\\S{${room}}(?=\\S)`, 'gu'), '$& ');
}

function lengthOf(text: string): number {
  return [...text].length;
}
