import {
  AbstentionForm,
  Domain,
  JudgeProtocol,
  PanelAggregation,
  PathUse,
  Status,
} from '@rookery/shared-contracts';
import { describe, expect, it } from '@jest/globals';
import { runSpecOf, type RunFlags } from './specs.ts';

const FLAGS: RunFlags = {
  models: ['sim/gpt-4o'],
  statuses: ['vanilla'],
  static: true,
  dataSet: '',
  domains: [],
  limit: 0,
  repeat: 1,
  judge: 'sim/gpt-4o',
  library: 'default',
  maxQuestions: 5,
  abstention: 'scale',
  pathUse: 'examples',
  seed: 1,
  concurrency: 64,
  dryRun: false,
  watch: true,
  failOn: [],
  judgeProtocol: 'rubric',
  judgesBeside: [],
  judgeSamples: 1,
  judgeAggregation: 'median',
  batch: false,
};

describe('runSpecOf', () => {
  it('makes a panel only where there is more than one verdict', () => {
    expect(runSpecOf(FLAGS)).toMatchObject({ judgeProtocol: JudgeProtocol.RUBRIC, judgePanel: undefined });
    expect(
      runSpecOf({ ...FLAGS, judgeProtocol: 'checklist', judgesBeside: ['b'], judgeSamples: 3 }),
    ).toMatchObject({
      judgeProtocol: JudgeProtocol.CHECKLIST,
      judgePanel: { judgeModels: ['b'], samples: 3, aggregation: PanelAggregation.MEDIAN },
    });
  });

  it('names a library only where planned paths are used', () => {
    expect(runSpecOf(FLAGS).library).toBe('');
    expect(runSpecOf({ ...FLAGS, statuses: ['agent', 'planner'] })).toMatchObject({
      library: 'libraries/default',
      statuses: [Status.AGENT, Status.STATIC, Status.PLANNER],
    });
  });

  it('runs one order for everybody beside planned paths, unless it is not wanted', () => {
    const statuses = ['planner', 'static'];
    expect(runSpecOf({ ...FLAGS, statuses }).statuses).toEqual([Status.PLANNER, Status.STATIC]);
    expect(runSpecOf({ ...FLAGS, statuses: ['planner'], static: false }).statuses).toEqual([Status.PLANNER]);
    expect(runSpecOf({ ...FLAGS, statuses: ['agent'] }).statuses).toEqual([Status.AGENT]);
  });

  it('says how the agent decides and what it does with paths', () => {
    const flags = {
      ...FLAGS,
      abstention: 'calibrated' as const,
      pathUse: 'follow' as const,
      completeness: 3,
    };
    expect(runSpecOf(flags)).toMatchObject({
      abstention: AbstentionForm.CALIBRATED,
      pathUse: PathUse.FOLLOW,
      completenessThreshold: 3,
    });
  });

  it('speaks the words of people for domains', () => {
    expect(runSpecOf({ ...FLAGS, domains: ['life'] }).filter?.domains).toEqual([Domain.LIFE]);
  });

  it.each([
    [{ statuses: ['fast'] }, /--statuses: fast is not one of vanilla/],
    [{ domains: ['space'] }, /--domains: space is not one of relationship/],
  ])('names the flag, the word and what there is', (wrong, message) => {
    expect(() => runSpecOf({ ...FLAGS, ...wrong })).toThrow(message);
  });
});
