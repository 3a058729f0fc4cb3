import type { Noise, PowerComparison, PowerPlan, TreatmentNoise } from '@rookery/shared-contracts';
import { statusLabel } from './labels.ts';
import { count, NO_FIGURE, plainFigure, type Figure } from './numbers.ts';
import type { Table } from './sections.ts';
import { renderListing, renderTable } from './terminal.ts';

/** What a power plan was asked for. */
export interface AskedOfPower {
  readonly difference: number;
  readonly power: number;
  readonly alpha: number;
}

/**
 * A power plan for a terminal: what each comparison needs, and where the noise of scores comes from.
 *
 * @param width columns of the terminal; 40 at least are used
 */
export function powerAsTable(plan: PowerPlan, asked: AskedOfPower, width: number): string {
  const room = Math.max(40, Math.floor(width));
  const tables = [needs(plan.comparisons, asked), noise(plan.treatments)].filter(
    ({ rows }) => rows.length > 0,
  );
  const notes = notesOf(plan);
  return [
    ...tables.map((table) => renderTable(table, room)),
    ...(notes.length === 0 ? [] : [renderListing({ heading: 'Notes', lines: notes }, room)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function needs(comparisons: readonly PowerComparison[], { difference, power, alpha }: AskedOfPower): Table {
  return {
    heading: `To find ${difference} points, power ${power}, alpha ${alpha}`,
    textColumns: ['From', 'To'],
    figureColumns: ['Scenarios', 'People', 'This run finds', 'Noise', ...PARTS],
    rows: comparisons.map((one) => ({
      texts: sidesOf(one),
      figures: [
        one.scenarios === undefined ? NO_FIGURE : plainFigure(count(one.scenarios)),
        one.people === undefined ? NO_FIGURE : plainFigure(count(one.people)),
        one.detectable === undefined ? NO_FIGURE : plainFigure(one.detectable.toFixed(2)),
        ...noiseFigures(one.noise),
      ],
    })),
  };
}

/** What the two sides share is said once: `agent` to `planner` of a model, or two models in a status. */
function sidesOf({ fromModel, fromStatus, toModel, toStatus }: PowerComparison): readonly string[] {
  if (fromModel === toModel) return [`${fromModel} ${statusLabel(fromStatus)}`, statusLabel(toStatus)];
  return [`${fromModel} ${statusLabel(fromStatus)}`, toModel];
}

const PARTS = ['Person', 'Query', 'Repetition'] as const;

function noise(treatments: readonly TreatmentNoise[]): Table {
  return {
    heading: 'Noise of a score: standard deviation, shares of variance',
    textColumns: ['Model', 'Status'],
    figureColumns: ['Noise', ...PARTS],
    rows: treatments.map((one) => ({
      texts: [one.model, statusLabel(one.status)],
      figures: noiseFigures(one.noise),
    })),
  };
}

function noiseFigures(parts: Noise | undefined): Figure[] {
  if (parts === undefined) return [NO_FIGURE, NO_FIGURE, NO_FIGURE, NO_FIGURE];
  const { betweenPeople: person, betweenQueries: query, betweenRepetitions: repetition } = parts;
  const variance = person + query + repetition;
  const share = (part: number): Figure =>
    variance > 0 ? plainFigure(`${((100 * part) / variance).toFixed(0)}%`) : NO_FIGURE;
  return [plainFigure(Math.sqrt(variance).toFixed(2)), share(person), share(query), share(repetition)];
}

/** Each sentence once, with how many rows it is said of where that is not all of them. */
function notesOf({ treatments, comparisons, notes }: PowerPlan): string[] {
  const rows = [...treatments, ...comparisons];
  const times = new Map<string, number>();
  for (const note of rows.flatMap((row) => row.notes)) times.set(note, (times.get(note) ?? 0) + 1);
  return [
    ...notes,
    ...[...times].map(([note, of]) => (of === rows.length ? note : `${note} (${of} of ${rows.length} rows)`)),
  ];
}
