import { PinState, type Placement } from '@rookery/shared-contracts';

/** What can differ between two workers of one model, and what each has of it; undefined: it is not known. */
const ASPECTS: readonly (readonly [what: string, of: (placement: Placement) => unknown])[] = [
  ['catalogue entry', ({ entry }) => entry && `${entry.name}@${entry.version}`],
  ['pin', ({ state }) => PIN_WORDS[state]],
  ['revision', ({ served }) => said(served?.revision)],
  ['loaded from', ({ served }) => said(served?.loadedFrom)],
  [
    'GPU',
    ({ gpus }) => (gpus.length === 0 ? undefined : [...new Set(gpus.map(({ product }) => product))].sort()),
  ],
  ['dtype', ({ served }) => said(served?.dtype)],
  ['sampling', ({ entry }) => entry?.sampling],
  ['server', ({ served }) => said(served?.software)],
  ['server version', ({ served }) => said(served?.version)],
  ['context', ({ served }) => served?.contextTokens],
  ['tensor parallel', ({ served }) => served?.tensorParallel],
  ['template', ({ served }) => served && [served.systemRole, served.thoughts, served.structured]],
];

const PIN_WORDS: Readonly<Record<PinState, string>> = {
  [PinState.UNSPECIFIED]: 'not known',
  [PinState.NOT_IN_CATALOGUE]: 'not in the catalogue',
  [PinState.HOSTED]: 'hosted',
  [PinState.PINNED]: 'pinned',
  [PinState.OVERRIDDEN]: 'pin overridden',
  [PinState.UNRECOGNIZED]: 'not known',
};

/** In what placements of one model differ; what one of them does not say counts as different from what another says. */
export function placementDifferences(placements: readonly Placement[]): string[] {
  return ASPECTS.filter(
    ([, of]) => new Set(placements.map((placement) => JSON.stringify(of(placement)) ?? '')).size > 1,
  ).map(([what]) => what);
}

function said(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
