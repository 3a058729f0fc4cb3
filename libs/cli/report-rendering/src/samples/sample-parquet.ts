import type { Run } from '@rookery/shared-contracts';
import { parquetWriteBuffer, type BasicType } from 'hyparquet-writer';
import { SAMPLE_COLUMNS, type SampleColumn } from './sample-rows.ts';
import type { Sample } from './sample.ts';

const TYPES: Readonly<Record<SampleColumn['kind'], BasicType>> = {
  text: 'STRING',
  whole: 'INT64',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
  time: 'TIMESTAMP',
};

/** Samples of a run. */
export interface SamplesOfRun {
  readonly run: Run;
  readonly samples: readonly Sample[];
}

/** The samples as a Parquet file, in the columns of the CSV; what there is not is null. */
export function samplesAsParquet(samples: readonly Sample[], run: Run): Uint8Array {
  return samplesOfRunsAsParquet([{ run, samples }]);
}

/** The same of several runs, one after the other. */
export function samplesOfRunsAsParquet(runs: readonly SamplesOfRun[]): Uint8Array {
  const columnData = SAMPLE_COLUMNS.map(({ name, kind, of }) => ({
    name,
    type: TYPES[kind],
    nullable: true,
    data: runs.flatMap(({ run, samples }) =>
      samples.map((sample) => {
        const value = of(sample, run);
        if (value === undefined) return null;
        return kind === 'whole' ? BigInt(value as number) : value;
      }),
    ),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
