import { familyOf, together, type Aggregation } from '@rookery/judge-panel';
import {
  addUsage,
  PanelAggregation,
  NO_USAGE,
  UnscoredReason,
  Verdict,
  VerdictState,
  type JudgeRequest,
  type JudgePanel,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { partId, partSeed, type AskLimits } from './ask-until-read.ts';

/** Verdicts of one panel at most. */
const MOST_MEMBERS = 40;

/** Asks one judge for one verdict. */
export type AskMember = (request: JudgeRequest, limits: AskLimits) => Promise<Verdict>;

/**
 * The requests of the members, judge by judge; each has its own id and seed, and the first has the request's own seed.
 * @throws RookeryError INVALID_ARGUMENT when a judge is named twice, or there would be more than 40 verdicts
 */
export function membersOf(request: JudgeRequest, { judgeModels, samples = 1 }: JudgePanel): JudgeRequest[] {
  const judges = [request.judgeModel, ...judgeModels];
  const twice = judges.find((judge, index) => judges.indexOf(judge) !== index);
  if (twice !== undefined) {
    throw invalidArgument(
      'panel.judge_models',
      `has ${JSON.stringify(twice)} twice; several verdicts of one judge are samples`,
    );
  }
  if (judges.length * samples > MOST_MEMBERS) {
    throw invalidArgument(
      'panel.samples',
      `is ${samples}: ${judges.length} judges would give ${judges.length * samples} verdicts, at most ${MOST_MEMBERS} are allowed`,
    );
  }
  return judges.flatMap((judgeModel) =>
    Array.from({ length: samples }, (_, sample) => {
      const part = `${judgeModel}/${sample}`;
      const isFirst = judgeModel === request.judgeModel && sample === 0;
      return {
        ...request,
        judgeModel,
        panel: undefined,
        requestId: partId(request.requestId, part),
        seed: isFirst ? request.seed : partSeed(request.seed, part),
      };
    }),
  );
}

/** Asks all members at once and makes one verdict of theirs. An error of one ends the others. */
export async function askPanel(
  request: JudgeRequest,
  panel: JudgePanel,
  ask: AskMember,
  { signal, deadline }: AskLimits,
): Promise<Verdict> {
  const requests = membersOf(request, panel);
  const ending = new AbortController();
  const limits = { signal: AbortSignal.any([signal, ending.signal]), deadline };
  try {
    const members = await Promise.all(requests.map((member) => ask(member, limits)));
    return panelVerdict(request, panel, members);
  } catch (caught) {
    ending.abort();
    throw caught;
  }
}

const AGGREGATIONS: Readonly<Record<PanelAggregation, Aggregation>> = {
  [PanelAggregation.UNSPECIFIED]: 'median',
  [PanelAggregation.MEDIAN]: 'median',
  [PanelAggregation.MEAN]: 'mean',
  [PanelAggregation.MAJORITY]: 'majority',
  [PanelAggregation.UNRECOGNIZED]: 'median',
};

/** One verdict of the members': scored when more than half of them are. */
function panelVerdict(
  { judgeModel }: JudgeRequest,
  { judgeModels, aggregation }: JudgePanel,
  members: readonly Verdict[],
): Verdict {
  const scored = members.flatMap(({ scores }) => (scores === undefined ? [] : [scores]));
  const { protocol, promptVersion, sampling, words, format } = members[0] ?? Verdict.fromPartial({});
  const about = {
    judgeModel,
    protocol,
    promptVersion,
    attempts: members.reduce((sum, { attempts }) => sum + attempts, 0),
    usage: members.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE),
    latencyMs: Math.max(...members.map(({ latencyMs }) => latencyMs)),
    simulated: members.some(({ simulated }) => simulated),
    sampling,
    words,
    cached: members.every(({ cached }) => cached),
    members: [...members],
  };
  if (2 * scored.length <= members.length) {
    return Verdict.fromPartial({
      ...about,
      state: VerdictState.UNSCORED,
      unscoredReason: reasonOf(members),
    });
  }
  const { values, scores, disagreement } = together(
    scored.map(({ riskSensitivity, emotionalEmpathy, userAlignment }) => ({
      risk_sensitivity: riskSensitivity,
      emotional_empathy: emotionalEmpathy,
      user_alignment: userAlignment,
    })),
    AGGREGATIONS[aggregation],
  );
  const families = [...new Set([judgeModel, ...judgeModels].map(familyOf))];
  return Verdict.fromPartial({
    ...about,
    state: VerdictState.SCORED,
    format,
    scores: {
      ...wireValues(scores),
      mean: (values.risk_sensitivity + values.emotional_empathy + values.user_alignment) / 3,
    },
    panel: {
      scores: wireValues(values),
      disagreement: wireValues(disagreement),
      scored: scored.length,
      families,
      oneFamily: judgeModels.length > 0 && families.length === 1,
    },
  });
}

function wireValues(of: ReturnType<typeof together>['values']): {
  riskSensitivity: number;
  emotionalEmpathy: number;
  userAlignment: number;
} {
  return {
    riskSensitivity: of.risk_sensitivity,
    emotionalEmpathy: of.emotional_empathy,
    userAlignment: of.user_alignment,
  };
}

/** A server that is away comes first: then the same request may be asked anew. Else the most frequent reason. */
function reasonOf(members: readonly Verdict[]): UnscoredReason {
  const reasons = members.flatMap(({ state, unscoredReason }) =>
    state === VerdictState.SCORED ? [] : [unscoredReason],
  );
  if (reasons.includes(UnscoredReason.JUDGE_UNAVAILABLE)) return UnscoredReason.JUDGE_UNAVAILABLE;
  const count = (reason: UnscoredReason): number => reasons.filter((other) => other === reason).length;
  return reasons.reduce(
    (most, reason) => (count(reason) > count(most) ? reason : most),
    reasons[0] ?? UnscoredReason.UNREADABLE,
  );
}
