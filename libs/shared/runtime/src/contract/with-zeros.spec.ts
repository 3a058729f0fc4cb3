import { describe, expect, it } from '@jest/globals';
import { AnswerState, Report, ResultReason, Run, Status } from '@rookery/shared-contracts';
import { withZeros } from './with-zeros.ts';

describe('withZeros', () => {
  it('puts in what the short form leaves out, and nothing that has presence', () => {
    const json = withZeros('rookery.benchmark.v1.Run', Run.toJSON(Run.fromPartial({ name: 'runs/1' })));
    expect(json).toMatchObject({
      name: 'runs/1',
      state: 'JOB_STATE_UNSPECIFIED',
      stateReason: '',
      samplesTotal: 0,
      samplesFailed: 0,
      simulated: false,
    });
    expect(json).not.toHaveProperty('usage');
    expect(json).not.toHaveProperty('createTime');
  });

  it('reaches into lists, maps and messages, and reads back as the same message', () => {
    const report = Report.fromPartial({
      title: 'a report',
      run: { spec: { models: ['m'], statuses: [Status.VANILLA] }, createTime: new Date(0) },
      rows: [
        {
          model: 'm',
          failedByReason: [{ reason: ResultReason.INTERNAL, samples: 0 }],
          answers: [{ state: AnswerState.CUT, samples: 2 }],
          usage: {},
        },
      ],
    });
    const json = withZeros('rookery.benchmark.v1.Report', Report.toJSON(report));
    expect(json).toMatchObject({
      gains: [],
      run: { spec: { repetitions: 0, limit: 0, library: '' }, createTime: '1970-01-01T00:00:00.000Z' },
      rows: [
        {
          scored: 0,
          domains: [],
          usage: { calls: 0, costUsd: 0, unpricedCalls: 0 },
          failedByReason: [{ reason: 'RESULT_REASON_INTERNAL', samples: 0, detail: '' }],
        },
      ],
    });
    expect(json).not.toHaveProperty(['run', 'spec', 'maxCalls']);
    expect(Report.fromJSON(json)).toEqual(report);
  });
});
