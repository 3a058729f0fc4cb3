import {
  AbstentionForm,
  PathUse,
  RunServiceDefinition,
  Status,
  type RunSpec,
} from '@rookery/shared-contracts';
import type { CommandContext } from '../command-context.ts';
import { judgingOf } from '../judging.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { lookAtFile } from './data-set-file.ts';
import { previewFile } from './import-preview.ts';
import { dataSetNamedAfter, describeImported, importFile, readingOf } from './import.ts';
import type { JudgeFlags } from './judge-options.ts';
import { followRun, wholeDataSet } from './run.ts';

/**
 * `rookery judge FILE`: imports answers that others have written with what they answer, and judges them as a run. Returns the exit
 * code: that of the run, or else that of rows which were rejected.
 */
export async function judgeFile(context: CommandContext, file: string, flags: JudgeFlags): Promise<number> {
  const reading = readingOf(context, flags, { model: flags.model });
  const dataSet = flags.dataSet ?? dataSetNamedAfter(file);
  await lookAtFile(file, reading);
  if (flags.dryRun) return previewFile(context, file, reading);
  return withPlatform(context, async (platform) => {
    const summary = await importFile(context, platform, dataSet, file, reading);
    context.note(describeImported(file, dataSet, summary));
    const runs = platform.client(RunServiceDefinition);
    const { run } = await runs.createRun(
      { requestId: crypto.randomUUID(), spec: givenSpec(dataSet, flags) },
      { signal: context.interrupted },
    );
    const code = await followRun(context, platform, run, flags.failOn);
    return code === EXIT.ok && summary.rejected > 0 ? EXIT.incomplete : code;
  });
}

/** All answers of a data set, whoever gave them. */
function givenSpec(dataSet: string, flags: JudgeFlags): RunSpec {
  return {
    filter: wholeDataSet(dataSet),
    limit: 0,
    models: [],
    statuses: [Status.GIVEN],
    repetitions: 0,
    judgeModel: flags.judge,
    ...judgingOf(flags),
    library: '',
    maxQuestions: undefined,
    completenessThreshold: undefined,
    abstention: AbstentionForm.UNSPECIFIED,
    pathUse: PathUse.UNSPECIFIED,
    seed: flags.seed ?? 1,
    concurrency: flags.concurrency ?? 0,
    maxCostUsd: flags.maxCost,
    maxCalls: flags.maxCalls,
    judgeMaxOutputTokens: flags.judgeMaxOutputTokens,
    answersOf: '',
    until: undefined,
    disclosures: [],
  };
}
