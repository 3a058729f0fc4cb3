import {
  type Report,
  type Run,
  type RunSpec,
  AbstentionForm,
  abstentionFormToJSON,
  domainToJSON,
  judgeProtocolToJSON,
  originToJSON,
  panelAggregationToJSON,
  PathUse,
  pathUseToJSON,
  Split,
  splitToJSON,
} from '@rookery/shared-contracts';
import { stateLabel, statusLabel } from './labels.ts';
import { count } from './numbers.ts';

/** The exact settings of the run as `name: value` lines; what was left to the default says so with its value. */
export function settingsOf(report: Report): readonly string[] {
  const { run } = report;
  if (run === undefined) return [];
  const prompts = report.promptVersions.length === 0 ? [] : [`prompts: ${report.promptVersions.join(', ')}`];
  return [...runLines(run), ...(run.spec === undefined ? [] : specLines(run.spec)), ...prompts];
}

function runLines(run: Run): readonly string[] {
  const reason = run.stateReason === '' ? '' : ` (${run.stateReason})`;
  const when = run.createTime === undefined ? [] : [`created: ${run.createTime.toISOString()}`];
  return [
    `run: ${run.name}`,
    `state: ${stateLabel(run.state)}${reason}`,
    `samples: ${count(run.samplesDone)} of ${count(run.samplesTotal)}`,
    ...when,
    ...dataLine(run),
  ];
}

/** What the scenarios were chosen from, by content. */
function dataLine({ data }: Run): readonly string[] {
  if (data === undefined) return [];
  const name = data.dataSet === '' ? 'all data sets together' : data.dataSet;
  return [`data: ${name}, ${count(data.scenarios)} scenarios, version ${data.digest}`];
}

function specLines(spec: RunSpec): readonly string[] {
  const { filter } = spec;
  const limits = [
    filter?.dataSet ? filter.dataSet : 'all data sets',
    ...(filter?.domains ?? []).map((domain) => lowerName(domainToJSON(domain), 'DOMAIN_')),
    ...(filter?.origins ?? []).map((origin) => lowerName(originToJSON(origin), 'ORIGIN_')),
    `split ${lowerName(splitToJSON(filter?.split ?? Split.UNSPECIFIED), 'SPLIT_')}`,
    spec.limit === 0 ? 'no limit' : `at most ${count(spec.limit)}, spread evenly over domains`,
  ];
  return [
    `scenarios: ${limits.join(', ')}`,
    `models: ${spec.models.join(', ')}`,
    `statuses: ${spec.statuses.map(statusLabel).join(', ')}`,
    `repetitions: ${spec.repetitions}`,
    `judge: ${spec.judgeModel}`,
    ...judgingLines(spec),
    ...(spec.answersOf === '' ? [] : [`answers: those of ${spec.answersOf}`]),
    ...(spec.library === '' ? [] : [`library: ${spec.library}`]),
    ...optional('most questions', spec.maxQuestions),
    ...optional('completeness threshold', spec.completenessThreshold),
    ...agentLines(spec),
    `seed: ${spec.seed}`,
    `in flight: ${spec.concurrency}`,
    ...optional('most tokens of an answer', spec.maxOutputTokens),
    ...optional('most tokens of a verdict', spec.judgeMaxOutputTokens),
    ...untilLine(spec),
    ...optional('most calls', spec.maxCalls),
    ...optional('most cost in US dollars', spec.maxCostUsd),
  ];
}

// Runs from before there was a choice say nothing.
function agentLines({ abstention, pathUse }: RunSpec): readonly string[] {
  return [
    ...(abstention === AbstentionForm.UNSPECIFIED
      ? []
      : [`abstention: ${lowerName(abstentionFormToJSON(abstention), 'ABSTENTION_FORM_')}`]),
    ...(pathUse === PathUse.UNSPECIFIED
      ? []
      : [`use of paths: ${lowerName(pathUseToJSON(pathUse), 'PATH_USE_')}`]),
  ];
}

function judgingLines({ judgeProtocol, judgePanel }: RunSpec): readonly string[] {
  const protocol = lowerName(judgeProtocolToJSON(judgeProtocol), 'JUDGE_PROTOCOL_');
  const asked = ['any', 'rubric'].includes(protocol) ? [] : [`asked by: ${protocol}`];
  if (judgePanel === undefined) return asked;
  const { judgeModels, samples = 1, aggregation } = judgePanel;
  const beside = judgeModels.length === 0 ? '' : ` with ${judgeModels.join(', ')},`;
  const how = lowerName(panelAggregationToJSON(aggregation), 'PANEL_AGGREGATION_');
  return [...asked, `panel:${beside} ${samples} of each, ${how}`];
}

function untilLine({ until }: RunSpec): readonly string[] {
  switch (until?.rule?.$case) {
    case 'interval':
      return [`until: every mean is known to ${until.rule.value} points either way`];
    case 'difference':
      return [`until: every difference is decided, with ${until.rule.value} points for none`];
    case undefined:
      return [];
  }
}

function optional(name: string, value: number | undefined): readonly string[] {
  return value === undefined ? [] : [`${name}: ${value}`];
}

/** `JOB_STATE_SUCCEEDED` -> `succeeded`; the zero of an enum -> `any`. */
function lowerName(name: string, prefix: string): string {
  const bare = name.replace(prefix, '').toLowerCase();
  return bare === 'unspecified' ? 'any' : bare;
}
