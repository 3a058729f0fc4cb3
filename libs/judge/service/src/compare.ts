import { CHOICE_SCHEMA, judgeCompare } from '@rookery/judge-protocols';
import { sealOf } from '@rookery/judge-rubric';
import { readChoice, type ReadChoice } from '@rookery/judge-verdict';
import { CompareResponse, Preference, UnscoredReason, type CompareRequest } from '@rookery/shared-contracts';
import { promptLabel } from '@rookery/shared-prompting';
import type { Inference } from '@rookery/shared-routing';
import type { Profile } from '@rookery/shared-scenario';
import { type AskLimits, type AskOptions, askUntilRead, Taken } from './ask-until-read.ts';
import { beginning, REASON } from './wire-verdict.ts';

const PREFERENCES: Readonly<Record<ReadChoice, Preference>> = {
  first: Preference.FIRST,
  second: Preference.SECOND,
  neither: Preference.NEITHER,
};

/** Asks which of two answers is better. Errors: see `askUntilRead`. */
export async function compare(
  inference: Inference,
  { judgeModel, query, first, second, seed, maxOutputTokens }: CompareRequest,
  profile: Profile,
  options: AskOptions,
  limits: AskLimits,
): Promise<CompareResponse> {
  const seal = sealOf(`seed ${seed ?? 'none'}`, query, first, second);
  const taken = new Taken();
  const { reading, response } = await askUntilRead(
    inference,
    {
      judgeModel,
      messages: judgeCompare.render({ query, profile, first, second, seal }),
      schema: CHOICE_SCHEMA,
      requestId: '',
      seed,
      maxOutputTokens,
      batch: false,
    },
    readChoice,
    taken,
    options,
    limits,
  );
  const about = {
    promptVersion: promptLabel(judgeCompare),
    attempts: taken.attempts,
    usage: taken.usage,
    simulated: response?.simulated ?? false,
  };
  if (reading !== 'unavailable' && reading.scored) {
    return CompareResponse.fromPartial({
      ...about,
      preference: PREFERENCES[reading.choice],
      justification: beginning(reading.justification, 'words'),
    });
  }
  return CompareResponse.fromPartial({
    ...about,
    preference: Preference.UNREAD,
    unreadReason: reading === 'unavailable' ? UnscoredReason.JUDGE_UNAVAILABLE : REASON[reading.reason],
  });
}
