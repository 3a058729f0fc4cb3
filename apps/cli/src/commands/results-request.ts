import { ResultOrder, ResultState, ResultView, type ListResultsRequest } from '@rookery/shared-contracts';
import { domainNamed, statusNamed } from '../specs.ts';
import type { ResultsFlags } from './results-options.ts';

/** What the flags of `rookery results` ask the platform for; pages come later. */
export function resultsRequest(
  run: string,
  { worst, model, status, domain, unscored, failed }: ResultsFlags,
): Omit<ListResultsRequest, 'pageSize' | 'pageToken'> {
  return {
    parent: run,
    view: ResultView.FULL,
    order: worst === undefined ? ResultOrder.UNSPECIFIED : ResultOrder.WORST_FIRST,
    filter: {
      states: [
        ...(worst === undefined ? [] : [ResultState.SCORED]),
        ...(unscored ? [ResultState.UNSCORED] : []),
        ...(failed ? [ResultState.FAILED] : []),
      ],
      reasons: [],
      models: model,
      statuses: status.map((name) => statusNamed('--status', name)),
      scenario: '',
      domains: domain.map((name) => domainNamed('--domain', name)),
    },
  };
}
