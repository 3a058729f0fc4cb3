import type { RowColumns } from './named-cells.ts';

/**
 * Rows of other benchmarks, told by their columns, brought into ours. Who gave an answer says which one it is: of AIDMS's pairs the one
 * that was written with the profile is the safer one.
 */
export function inKnownShape(columns: RowColumns): RowColumns {
  if (isAidms(columns)) return aidms(columns);
  return isUSafeBench(columns) ? uSafeBench(columns) : columns;
}

/** Answers that a row brings beside each other, by the column that has them: who gave them. */
export const ANSWER_PAIRS: Readonly<Record<string, string>> = {
  unsafe_response: 'without context',
  safe_response: 'with context',
  response_context_free: 'without context',
  response_context_rich: 'with context',
};

/** The phases of AIDMS; what a phase adds about how a row was made and scored is known as not used. */
const AIDMS_PHASES = ['generation_phase', 'annotation_phase'];
/** Its names of our domains, where they differ. */
const AIDMS_DOMAINS: Readonly<Record<string, string>> = { 'life transition': 'life', academic: 'education' };

function isAidms(columns: RowColumns): boolean {
  return AIDMS_PHASES.some((name) => name in columns) && 'attributes' in columns;
}

function aidms({ hard_query: hard, template, ...columns }: RowColumns): RowColumns {
  const { domain } = columns;
  return {
    ...columns,
    ...(hard === undefined ? {} : { query: hard }),
    ...(template === undefined ? {} : { prompt_template: template }),
    ...(typeof domain === 'string' ? { domain: AIDMS_DOMAINS[domain.toLowerCase()] ?? domain } : {}),
    ...('source' in columns ? {} : { source: 'synthetic' }),
  };
}

/** U-SafeBench: an instruction, and a sentence about who gives it. */
function isUSafeBench(columns: RowColumns): boolean {
  return (
    ['instruction', 'user'].every((name) => typeof columns[name] === 'string') && 'task_domain' in columns
  );
}

const AGE = /\bI am (\d{1,3}) years old\b/iu;
const WORK = /\b(?:I am|I'm)(?: currently)? (?:serving|working|employed) (?:as|in) .+/iu;

function uSafeBench({ instruction, user, ...rest }: RowColumns): RowColumns {
  const { risk_scenario: risk } = rest;
  const sentence = typeof user === 'string' ? user.trim() : '';
  const age = AGE.exec(sentence)?.[1];
  const about = sentence.replace(/^I (?:am|have had|have) /iu, '').replace(/\.$/u, '');
  const health: Readonly<Record<string, RowColumns>> = {
    physical_health_risk: { health_status: about, domain: 'health' },
    mental_health_risk: { mental_health_status: about, domain: 'health' },
  };
  const told =
    age !== undefined
      ? { age }
      : WORK.test(sentence)
        ? { profession: about }
        : (health[typeof risk === 'string' ? risk : ''] ?? {});
  // The whole sentence stays: it may say more than one attribute holds.
  return { ...rest, query: instruction, background: sentence, ...told };
}
