import { sumUsage, type UsageColumn } from '@rookery/inference-usage';
import {
  type SummarizeUsageRequest,
  type SummarizeUsageResponse,
  UsageKey,
  type UsageServiceImplementation,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { invalidArgument } from '@rookery/shared-errors';
import { callContext } from '@rookery/shared-runtime';

/** Sums of one answer at most (contract). */
const MOST_SUMS = 1000;

const COLUMNS: Readonly<Partial<Record<UsageKey, UsageColumn>>> = {
  [UsageKey.CALLER]: 'caller',
  [UsageKey.JOB]: 'job',
  [UsageKey.MODEL]: 'model',
  [UsageKey.PURPOSE]: 'purpose',
  [UsageKey.WORK_CLASS]: 'work_class',
};

/** UsageService over the records of all workers of a database. */
export class UsageService implements UsageServiceImplementation {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async summarizeUsage({
    startTime,
    endTime,
    keys,
    job,
  }: SummarizeUsageRequest): Promise<SummarizeUsageResponse> {
    const { caller } = callContext();
    const rows = await sumUsage(
      this.#database,
      {
        from: startTime,
        to: endTime,
        by: columnsOf(keys),
        caller: caller.operator ? undefined : caller.name,
        job,
      },
      MOST_SUMS + 1,
    );
    return {
      sums: rows.slice(0, MOST_SUMS).map(({ work_class: workClass = '', gpuSeconds, ...row }) => ({
        caller: '',
        job: '',
        model: '',
        purpose: '',
        ...row,
        workClass,
        gpuSeconds: gpuSeconds ?? undefined,
      })),
      more: rows.length > MOST_SUMS,
    };
  }
}

function columnsOf(keys: readonly UsageKey[]): UsageColumn[] {
  return keys.map((key, index) => {
    const column = COLUMNS[key];
    const field = `keys[${index}]`;
    if (column === undefined) throw invalidArgument(field, 'is none of the keys that sums are made by');
    if (keys.indexOf(key) !== index) throw invalidArgument(field, `is there twice`);
    return column;
  });
}
