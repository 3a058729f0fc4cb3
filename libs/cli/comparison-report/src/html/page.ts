import { escapedHtml, htmlPage, htmlTable } from '@rookery/cli-rendering';
import type { ComparedCell, ComparisonResult } from '@rookery/shared-contracts';
import { callsOf, cellsWithTarget } from '../calls.ts';
import { cellTitle, lossName, titleOf } from '../cell-title.ts';
import { mishapsOf } from '../contender-name.ts';
import { lossesOf, lossRowsOf } from '../losses.ts';
import { weightsOf } from '../markdown.ts';
import type { ResultTable } from '../result-table.ts';
import { tablesOfCell } from '../tables.ts';
import { SCALE } from '../values.ts';
import { glossaryOf } from '../words.ts';
import { curvesOf, type Measure } from './curves.ts';
import { drawingOf } from './drawing.ts';
import { dataOf, FILTER_SCRIPT, filterForm } from './filters.ts';
import { PAGE_STYLE } from './style.ts';

/**
 * A whole page that asks for nothing from anywhere: where the baseline loses comes first, then what reaching the target takes,
 * the words, and the curves of all cells on one scale. Filters need its script, nothing else does.
 */
export async function comparisonAsHtml(result: ComparisonResult): Promise<string> {
  // Drawing takes its time to load, and the other forms do without.
  const { FIGURE_STYLE, markedFigure } = await import('@rookery/cli-figures');
  const { cells } = result;
  const title = titleOf(result);
  const heading = title.charAt(0).toUpperCase() + title.slice(1);
  const drawing = drawingOf(result);
  const { labels } = drawing;
  return htmlPage({
    title: heading,
    style: `${PAGE_STYLE}${FIGURE_STYLE}`,
    script: FILTER_SCRIPT,
    body: [
      `<h1>${escapedHtml(heading)}</h1>`,
      `<p>${several(cells.length, 'kind')} of problems, ${several(labels.length, 'contender')}. <a href="#words">What the words mean</a></p>`,
      ...(result.simulated ? ['<p class="note">SIMULATED: nothing here measures a model.</p>'] : []),
      filterForm(cells, labels),
      lossSection(result),
      callSection(result),
      wordSection(result),
      `<h2>Curves</h2><p>Mean loss x ${SCALE} over evaluations with the bands of 95% intervals. All pictures have one scale, which is ` +
        `logarithmic; what is below its lowest line is drawn on it. The baseline is ${escapedHtml([...new Set(cells.map(({ baseline }) => baseline))].join(', '))}.</p>`,
      ...cells.map((cell, index) =>
        cellSection(cell, result, (measure) =>
          markedFigure(curvesOf(cell, { ...measure, id: `cell-${index}-${measure.id}` }, drawing), 'planner'),
        ),
      ),
      `<h2>How it was made</h2><ul>${result.notes.map((note) => `<li>${escapedHtml(note)}</li>`).join('')}</ul>`,
    ].join('\n'),
  });
}

function lossSection(result: ComparisonResult): string {
  const table = lossesOf(result);
  if (table === undefined) return '';
  const rows = lossRowsOf(result).map(
    ({ cell, rival }, index) => [`${dataOf(cell)} data-planner="${escapedHtml(rival)}"`, index] as const,
  );
  return section('losses', table, rows);
}

function callSection(result: ComparisonResult): string {
  const table = callsOf(result);
  if (table === undefined) return '';
  return section(
    'calls',
    table,
    cellsWithTarget(result).map((cell, index) => [dataOf(cell), index] as const),
  );
}

/** A table whose rows can be filtered; none at all where it has no rows. */
function section(
  id: string,
  { title, head, rows, note = '' }: ResultTable,
  marks: readonly (readonly [attributes: string, row: number])[],
): string {
  const line = (cells: readonly string[], tag: string): string =>
    cells.map((text) => `<${tag}>${escapedHtml(text)}</${tag}>`).join('');
  const body = marks.map(([attributes, row]) => `<tr ${attributes}>${line(rows[row] ?? [], 'td')}</tr>`);
  const table =
    rows.length === 0
      ? ''
      : `<div class="scroll"><table><tr>${line(head, 'th')}</tr>${body.join('')}</table></div>`;
  return `<h2 id="${id}">${escapedHtml(title)}</h2>${table}<p>${escapedHtml(note)}</p>`;
}

function wordSection(result: ComparisonResult): string {
  const words = glossaryOf(result).map(
    ({ word, meaning }) => `<dt>${escapedHtml(word)}</dt><dd>${escapedHtml(meaning)}</dd>`,
  );
  return `<details id="words" open><summary>What the words mean</summary><dl>${words.join('')}</dl></details>`;
}

function cellSection(
  cell: ComparedCell,
  result: ComparisonResult,
  draw: (measure: Measure) => string,
): string {
  const end = {
    id: 'end',
    title: `${lossName(cell)} x ${SCALE} at the path's end`,
    of: (one: Checkpoint) => one.loss,
  };
  const prefixes = {
    id: 'prefixes',
    title: `${lossName(cell)} x ${SCALE}, mean over its prefixes`,
    of: (one: Checkpoint) => one.anytime,
  };
  const mishaps = mishapsOf(cell);
  const tables = tablesOfCell(cell, result)
    .filter(({ rows }) => rows.length > 0)
    .map(
      ({ title, head, rows }) =>
        `<h3>${escapedHtml(title)}</h3><div class="scroll">${htmlTable(head, rows)}</div>`,
    );
  const lessons = cell.lessons.length === 0 ? [] : [cell.lessons[0] ?? '', weightsOf(cell.modelWeights)];
  return [
    `<section ${dataOf(cell)}><h3>${escapedHtml(cellTitle(cell, result))}</h3>`,
    ...(mishaps === '' ? [] : [`<p class="note">${escapedHtml(mishaps)}</p>`]),
    `<div class="plots">${draw(end)}${draw(prefixes)}</div>`,
    ...(lessons.length === 0 ? [] : [`<p>${escapedHtml(lessons.join(' '))}</p>`]),
    `<details><summary>Numbers</summary>${tables.join('')}</details></section>`,
  ].join('');
}

function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

type Checkpoint = ComparedCell['contenders'][number]['checkpoints'][number];
