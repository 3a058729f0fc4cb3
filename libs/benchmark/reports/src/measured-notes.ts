import {
  PinState,
  type MeasuredModel,
  type MeasuredPlacement,
  type Placement,
} from '@rookery/shared-contracts';

/** What exactly was measured, in a sentence or two for each model. */
export function measuredNotes(measured: readonly MeasuredModel[]): string[] {
  return measured.flatMap(({ model, placements, differences }) => [
    ...placements.map((one) => placementNote(model, one, placements.length > 1)),
    ...(differences.length === 0
      ? []
      : [
          `${model}: its workers DIFFER in ${differences.join(', ')}. Figures over all of its answers mix what these are: ` +
            `${placements
              .filter(({ workers }) => workers.length > 0)
              .map(shareOf)
              .join('; ')}.`,
        ]),
  ]);
}

function placementNote(
  model: string,
  { placement, workers, answers }: MeasuredPlacement,
  several: boolean,
): string {
  if (placement === undefined) {
    return `${model}: ${answers} of its answers came from workers that were gone before it was noted what they are.`;
  }
  const at = several ? ` at ${workers.join(', ')}` : '';
  const { entry, state, findings, unchecked } = placement;
  if (entry === undefined || state === PinState.NOT_IN_CATALOGUE) {
    return `${model}${at} is not in the catalogue: what it is and what it ran on was not checked.`;
  }
  const is = `${model}${at}: catalogue entry ${entry.name}@${entry.version}`;
  if (state === PinState.HOSTED) {
    return `${is}, behind an interface of its maker${entry.revision === 'main' ? '; not pinned to a revision: what its name stands for may change' : ''}.`;
  }
  const found = findings
    .map(({ what, wanted, found }) => `${what}: wanted ${wanted}, found ${found}`)
    .join('; ');
  const told =
    unchecked.length === 0 ? '' : ` Its server does not tell, so nobody checked: ${unchecked.join(', ')}.`;
  const pinned =
    state === PinState.OVERRIDDEN
      ? ` PIN OVERRIDDEN, it is not what the catalogue says: ${found}.`
      : found === ''
        ? ''
        : ` Not as the entry says: ${found}.`;
  return `${is}, ${ranOn(placement)}.${pinned}${told}`;
}

function ranOn({ entry, gpus, gpuSource, served }: Placement): string {
  const revision =
    entry?.revision === 'main'
      ? ', not pinned to a revision'
      : `, revision ${served?.revision || entry?.revision}`;
  const hardware = gpus.map(({ product, count }) => `${count} x ${product}`).join(', ');
  const on = hardware === '' ? 'nobody knows on what' : `on ${hardware} (${gpuSource})`;
  const server = [served?.software, served?.version]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return `${served?.loadedFrom || entry?.hub}${revision}, ${on}, ${server === '' ? 'by a server that does not say what it is' : `by ${server}`}`;
}

function shareOf({ workers, answers }: MeasuredPlacement): string {
  return `${workers.join(', ')} (${answers} ${answers === 1 ? 'answer' : 'answers'})`;
}
