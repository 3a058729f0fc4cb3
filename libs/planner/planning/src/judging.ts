import { patiently } from '@rookery/shared-model-calls';
import { VerdictState, type JudgeServiceClient } from '@rookery/shared-contracts';
import { profileToWire } from '@rookery/shared-scenario';
import type { JudgeFor } from './plan-path.ts';

/** Verdicts of the judge service. Unscored ones are no score; they are counted by the search and never imputed. */
export function judgedBy(service: Pick<JudgeServiceClient, 'judge'>): JudgeFor {
  return (ledger) =>
    async ({ query, profile, response }, { model, id, seed, signal }) => {
      const request = {
        requestId: id,
        judgeModel: model,
        query,
        profile: profileToWire(profile),
        response,
        seed,
      };
      const { verdict } = await patiently(
        () => service.judge(request, { signal }),
        signal,
        (usage) => ledger.spend(usage),
      );
      if (verdict === undefined) return undefined;
      ledger.add(verdict);
      return verdict.state === VerdictState.SCORED ? verdict.scores?.mean : undefined;
    };
}
