import type { DataCard, Experiment } from '@rookery/shared-contracts';

/** What the scenarios of an experiment were chosen from, and whether the card is of the same. */
export function dataNote({ data }: Pick<Experiment, 'data'>, card: DataCard | undefined): string {
  const was =
    data === undefined
      ? 'Which version of its data an experiment took was not noted when this one was made.'
      : `Scenarios were chosen from ${dataName(data.dataSet)}: ${data.scenarios} scenarios, version ${data.digest}.`;
  const sides = 'Experiments take at most their limit of them, from the evaluation side of the split.';
  if (card === undefined) return `${was} ${sides} There is no data card.`;
  return data === undefined || card.digest === data.digest
    ? `${was} ${sides}`
    : `${was} ${sides} The data set has changed since, and the card is of what it is now: ${card.scenarios} scenarios, version ${card.digest}.`;
}

const dataName = (name: string): string => (name === '' ? 'all data sets together' : name);
