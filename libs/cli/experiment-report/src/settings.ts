import {
  jobStateToJSON,
  stepStateToJSON,
  type Experiment,
  type ExperimentStep,
} from '@rookery/shared-contracts';

/** What was asked for, and what it took, as rows of name and value. */
export function settingsOf({
  name,
  spec,
  state,
  stateReason,
  usage,
  samplesDone,
  samplesTotal,
  data,
}: Experiment): string[][] {
  const rows: (readonly [string, string])[] = [
    ['experiment', name],
    [
      'state',
      [jobStateToJSON(state).replace('JOB_STATE_', '').toLowerCase(), stateReason]
        .filter((part) => part !== '')
        .join(': '),
    ],
    ['made', (spec?.experiments ?? []).join(', ')],
    ['models', (spec?.models ?? []).join(', ')],
    ['judge', spec?.judgeModel ?? ''],
    ['data set', spec?.filter?.dataSet ?? ''],
    ['version of the data', data === undefined ? '' : `${data.digest}, ${data.scenarios} scenarios`],
    ['most scenarios', spec?.limit === 0 ? 'all' : String(spec?.limit ?? '')],
    ['seed', String(spec?.seed ?? '')],
    ['evaluations of a search', spec?.planningBudget === 0 ? 'default' : String(spec?.planningBudget ?? '')],
    ['attributes on a path', spec?.planningDepth === 0 ? 'default' : String(spec?.planningDepth ?? '')],
    ['samples', `${samplesDone} of ${samplesTotal}`],
    ['model calls of what was made anew', String(usage?.calls ?? 0)],
  ];
  return rows.filter(([, value]) => value !== '').map((row) => [...row]);
}

/** Each step with its state. */
export function stepRows({ steps }: Pick<Experiment, 'steps'>): string[][] {
  return steps.map((step: ExperimentStep) => [
    step.title,
    stepStateToJSON(step.state).replace('STEP_STATE_', '').toLowerCase(),
    step.resource,
    [step.shared ? 'was there before' : '', step.reason].filter((part) => part !== '').join('; '),
  ]);
}
