import { describe, expect, it } from '@jest/globals';
import {
  AnswerState,
  JobState,
  Report,
  ResultReason,
  Status,
  type ReasonCount,
  type Usage,
} from '@rookery/shared-contracts';
import { resumingHelps, runOutcome } from './run-outcome.ts';

const because = (reason: ResultReason, samples: number, detail = ''): ReasonCount => ({
  reason,
  samples,
  detail,
});

interface Ended {
  readonly failed?: ReasonCount[];
  readonly unscored?: ReasonCount[];
  readonly done?: number;
  readonly usage?: Partial<Usage>;
  readonly simulated?: boolean;
  readonly cut?: number;
}

const ended = ({
  failed = [],
  unscored = [],
  done = 300,
  usage,
  simulated = false,
  cut = 0,
}: Ended): Report =>
  Report.fromPartial({
    run: {
      name: 'runs/7',
      state: JobState.INCOMPLETE,
      stateReason: 'the account is empty',
      samplesTotal: 300,
      samplesDone: done,
      simulated,
      ...(usage === undefined ? {} : { usage }),
    },
    rows: [
      {
        model: 'gpt-4o',
        status: Status.VANILLA,
        scored: 234,
        failedByReason: failed,
        unscoredByReason: unscored,
        answers: [{ state: AnswerState.CUT, samples: cut }],
      },
    ],
  });

const helps = (report: Report): boolean => {
  if (report.run === undefined) throw new Error('no run');
  return resumingHelps(report.run, report.rows);
};

describe('how a run ended', () => {
  it('is told on one line by reason, with the words of the first failure', () => {
    const report = ended({
      failed: [
        because(ResultReason.INTERNAL, 6),
        because(ResultReason.RATE_LIMITED, 20, 'asked to wait for 86400 s'),
      ],
      unscored: [because(ResultReason.VERDICT_UNREADABLE, 40)],
      cut: 12,
    });
    expect(runOutcome(report, [])).toEqual([
      'runs/7 incomplete: 234 of 300 samples scored; 40 unscored: 40 VERDICT_UNREADABLE; ' +
        '26 failed: 20 RATE_LIMITED, 6 INTERNAL; 12 answers cut at the limit of tokens',
      'first failure (gpt-4o, vanilla): asked to wait for 86400 s',
    ]);
  });

  it('says why it ended before everything was tried', () => {
    expect(runOutcome(ended({ done: 12 }), [])[0]).toMatch(
      /^runs\/7 incomplete \(the account is empty\): 234 of /,
    );
  });

  it('says what helps where asking again does not', () => {
    const report = ended({ failed: [because(ResultReason.LIMIT_SPENT_THINKING, 66)] });
    expect(runOutcome(report, [])).toContain(
      'LIMIT_SPENT_THINKING needs a new run with a higher --max-output-tokens',
    );
    expect(helps(report)).toBe(false);
  });

  it.each([
    ['failures that may pass', { failed: [because(ResultReason.UNAVAILABLE, 66)] }, true],
    ['a judge that was away', { unscored: [because(ResultReason.JUDGE_UNAVAILABLE, 1)] }, true],
    ['samples that are missing', { done: 299 }, true],
    ['what a filter stopped', { failed: [because(ResultReason.ANSWER_FILTERED, 3)] }, false],
    ['verdicts that were given', { unscored: [because(ResultReason.VERDICT_REFUSED, 3)] }, false],
    ['nothing', {}, false],
  ])('resuming helps or not: %s', (_, what, expected) => expect(helps(ended(what))).toBe(expected));

  it.each([
    [{ usage: { calls: 9, costUsd: 1.5 } }, [], 'cost: $1.50'],
    [{ usage: { calls: 9 }, simulated: true }, [], 'cost: none, models are simulated'],
    [
      { usage: { calls: 9, unpricedCalls: 9 } },
      ['gpt-4o'],
      'cost: no price known (gpt-4o; set ROOKERY_OPENAI_PRICES)',
    ],
  ])('what it cost: %j', (what, unpriced, line) => expect(runOutcome(ended(what), unpriced)).toContain(line));
});
