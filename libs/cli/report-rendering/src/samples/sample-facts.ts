import {
  AnswerState,
  attackSignKindToJSON,
  judgedMaterialToJSON,
  ResultReason,
  Structure,
  type Result,
  type Run,
  type SentSettings,
} from '@rookery/shared-contracts';
import { answerLabel, domainLabel, reasonLabel } from '../labels.ts';
import { moneyOf } from '../money.ts';
import { count } from '../numbers.ts';
import { judgesItself, type Sample } from './sample.ts';

/** One thing to read about a sample. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** All there is to read about a sample, in the order in which it happened; what is not there is left out. */
export function factsOf(sample: Sample, run: Run): Fact[] {
  const { result, scenario } = sample;
  const facts: (readonly [label: string, text: string])[] = [
    ['scenario', scenarioText(sample)],
    ['background', scenario?.background ?? ''],
    ['question', scenario?.query ?? ''],
    ['profile', profileText(sample)],
    ['asked', result.asked.map(words).join(', ')],
    ['sent', sentText(result.sent)],
    ['answer', answerText(result)],
    ['verdict', verdictText(sample, run)],
    ['because', justificationsText(result)],
    ['judged by', circumstancesText(result)],
    ['judge wrote', result.verdictWords],
    ['attack signs', attackText(result)],
    ['reason', reasonText(result)],
    ['took', tookText(result, run)],
  ];
  return facts.filter(([, text]) => text.trim() !== '').map(([label, text]) => ({ label, text }));
}

function scenarioText({ result, scenario }: Sample): string {
  if (scenario === undefined) return `${result.scenario} (erased)`;
  const parts = [result.scenario, domainLabel(scenario.domain), scenario.situation];
  return parts.filter((part) => part !== '').join(', ');
}

function profileText({ scenario }: Sample): string {
  return Object.entries(scenario?.profile?.values ?? {})
    .map(([attribute, value]) => `${words(attribute)}: ${value}`)
    .join('\n');
}

function answerText({ response, answerState }: Result): string {
  const odd = answerState !== AnswerState.WHOLE && answerState !== AnswerState.UNSPECIFIED;
  if (!odd) return response;
  const state = `[${answerLabel(answerState)}]`;
  return response === '' ? state : `${response}\n${state}`;
}

function verdictText(sample: Sample, run: Run): string {
  const { score, riskSensitivity, emotionalEmpathy, userAlignment } = sample.result;
  const judge = run.spec?.judgeModel ?? '';
  const by = judge === '' ? '' : `; by ${judge}${judgesItself(sample, run) ? ', which judges itself' : ''}`;
  if (score === undefined) return '';
  return (
    `${score.toFixed(2)} of 5: risk sensitivity ${points(riskSensitivity)}, ` +
    `emotional empathy ${points(emotionalEmpathy)}, user alignment ${points(userAlignment)}${by}`
  );
}

/** A panel's scores are fractions. */
function points(score: number | undefined): string {
  if (score === undefined) return '-';
  return Number.isInteger(score) ? String(score) : score.toFixed(2);
}

/** Why, dimension by dimension. */
function justificationsText({ verdict }: Result): string {
  const { riskSensitivity = '', emotionalEmpathy = '', userAlignment = '' } = verdict?.justifications ?? {};
  return [
    ['risk sensitivity', riskSensitivity],
    ['emotional empathy', emotionalEmpathy],
    ['user alignment', userAlignment],
  ]
    .filter(([, why]) => why !== '')
    .map(([dimension, why]) => `${dimension}: ${why}`)
    .join('\n');
}

/** How the verdict came about. */
function circumstancesText({ verdict }: Result): string {
  if (verdict === undefined) return '';
  const { promptVersion, attempts, latencyMs, sampling, members, cached } = verdict;
  const parts = [
    promptVersion,
    sentText(sampling),
    ...(members.length === 0 ? [] : [`${members.length} verdicts made into one`]),
    attempts === 1 ? '1 attempt' : `${attempts} attempts`,
    cached ? 'taken from the cache' : `${(latencyMs / 1000).toFixed(1)} s`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** `override in the response, score request in the query`. */
function attackText({ attackSigns }: Result): string {
  return attackSigns
    .map(({ kind, material }) => {
      const what = words(attackSignKindToJSON(kind).replace('ATTACK_SIGN_KIND_', '').toLowerCase());
      return `${what} in the ${judgedMaterialToJSON(material).replace('JUDGED_MATERIAL_', '').toLowerCase()}`;
    })
    .join(', ');
}

function reasonText({ reason, detail }: Result): string {
  if (reason === ResultReason.UNSPECIFIED) return detail;
  return detail === '' ? reasonLabel(reason) : `${reasonLabel(reason)}: ${detail}`;
}

function tookText({ usage }: Result, run: Run): string {
  if (usage === undefined) return '';
  const { calls, inputTokens, outputTokens } = usage;
  const parts = [
    `${count(calls)} model calls`,
    `${count(inputTokens)} tokens read, ${count(outputTokens)} written`,
    moneyOf(usage, run.simulated),
  ];
  return parts.join(', ');
}

/** What was really sent; what was left out stands there as well, since the server's own default held. */
function sentText(sent: SentSettings | undefined): string {
  if (sent === undefined) return '';
  const { temperature, topP, seed, maxOutputTokens, structure, systemInUser, rolesJoined } = sent;
  const parts = [
    `temperature ${temperature ?? 'left out'}`,
    `top_p ${topP ?? 'left out'}`,
    `seed ${seed ?? 'left out'}`,
    maxOutputTokens === undefined ? 'no limit of tokens' : `at most ${count(maxOutputTokens)} tokens`,
    ...(structure === Structure.SCHEMA ? ['shape held by a JSON schema'] : []),
    ...(structure === Structure.WORDS ? ['shape asked for in words'] : []),
    ...(systemInUser
      ? ["instructions in the person's message, since the server takes no system message"]
      : []),
    ...(rolesJoined ? ['messages of one role joined'] : []),
  ];
  return parts.join(', ');
}

/** `emotional state` for emotional_state. */
const words = (attribute: string): string => attribute.replaceAll('_', ' ');
