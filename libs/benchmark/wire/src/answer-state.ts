import type { AnswerState } from '@rookery/benchmark-storage';
import * as wire from '@rookery/shared-contracts';

const STATES: Readonly<Record<AnswerState, wire.AnswerState>> = {
  whole: wire.AnswerState.WHOLE,
  cut: wire.AnswerState.CUT,
  filtered: wire.AnswerState.FILTERED,
  torn: wire.AnswerState.TORN,
  empty: wire.AnswerState.EMPTY,
};

/** All of them, in the order of the contract's enum. */
export const ANSWER_STATES = Object.keys(STATES) as readonly AnswerState[];

export function answerStateToWire(state: AnswerState | undefined): wire.AnswerState {
  return state === undefined ? wire.AnswerState.UNSPECIFIED : STATES[state];
}

/** Where nothing is said the answer is whole: it comes from a service that told everything else as an error. */
export function answerStateFromWire(state: wire.AnswerState): AnswerState {
  return ANSWER_STATES.find((one) => STATES[one] === state) ?? 'whole';
}
