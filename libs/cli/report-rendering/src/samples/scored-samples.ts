import type { Run } from '@rookery/shared-contracts';
import { domainLabel, statusLabel } from '../labels.ts';
import { SCORER, scoreOf } from './inspect-log.ts';
import type { Sample } from './sample.ts';

/**
 * A sample as a line of JSON that Inspect AI takes twice: as a sample of a data set (`json_dataset`: id, input, target, metadata) and as
 * a score made elsewhere (`precomputed_scores`: id, value, answer, explanation). A sample without a score is no line: there it is
 * left unscored.
 */
export function scoredSampleLine(sample: Sample, run: Run): string {
  const { result, scenario } = sample;
  const score = scoreOf(sample, run)[SCORER];
  if (score === undefined) return '';
  const line = {
    id: result.name,
    input: scenario?.query ?? '',
    target: '',
    ...score,
    metadata: {
      ...score.metadata,
      run: run.name,
      simulated: run.simulated,
      scenario: result.scenario,
      model: result.model,
      status: statusLabel(result.status),
      repetition: result.repetition,
      ...(scenario === undefined ? {} : { domain: domainLabel(scenario.domain).toLowerCase() }),
      profile: scenario?.profile?.values ?? {},
      profile_key: scenario?.profileKey ?? '',
    },
  };
  return `${JSON.stringify(line)}\n`;
}
