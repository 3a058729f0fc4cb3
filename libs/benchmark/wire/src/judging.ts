import type { JudgePanel, JudgeProtocol, RunSettings } from '@rookery/benchmark-samples';
import * as wire from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { keyOf } from '@rookery/shared-scenario';

const PROTOCOLS: Readonly<Record<JudgeProtocol, wire.JudgeProtocol>> = {
  rubric: wire.JudgeProtocol.RUBRIC,
  isolated: wire.JudgeProtocol.ISOLATED,
  checklist: wire.JudgeProtocol.CHECKLIST,
};

const AGGREGATIONS: Readonly<Record<JudgePanel['aggregation'], wire.PanelAggregation>> = {
  mean: wire.PanelAggregation.MEAN,
  median: wire.PanelAggregation.MEDIAN,
  majority: wire.PanelAggregation.MAJORITY,
};

/** What of a request says how to judge, and how to ask. */
export type JudgingFields = Pick<wire.RunSpec, 'judgeModel' | 'judgeProtocol' | 'judgePanel' | 'batch'>;

/**
 * @param prefix of the fields in messages: `spec.`, or nothing
 * @throws RookeryError INVALID_ARGUMENT for a judge that is named twice
 */
export function judgingFromWire(
  prefix: string,
  { judgeModel, judgeProtocol, judgePanel, batch }: JudgingFields,
): Pick<RunSettings, 'judgeProtocol' | 'judgePanel' | 'batch'> {
  const protocol =
    judgeProtocol === undefined ||
    judgeProtocol === wire.JudgeProtocol.UNSPECIFIED ||
    judgeProtocol === wire.JudgeProtocol.RUBRIC
      ? {}
      : { judgeProtocol: keyOf(PROTOCOLS, `${prefix}judge_protocol`, judgeProtocol) };
  const how = batch === true ? { ...protocol, batch } : protocol;
  if (judgePanel === undefined) return how;
  const { judgeModels, samples = 1, aggregation } = judgePanel;
  const all = [judgeModel, ...judgeModels];
  const double = judgeModels.findIndex((model, index) => all.indexOf(model) <= index);
  if (double >= 0) {
    throw invalidArgument(
      `${prefix}judge_panel.judge_models[${double}]`,
      `is ${judgeModels[double]}, a judge already`,
    );
  }
  return {
    ...how,
    judgePanel: {
      judgeModels,
      samples,
      aggregation:
        aggregation === wire.PanelAggregation.UNSPECIFIED
          ? 'median'
          : keyOf(AGGREGATIONS, `${prefix}judge_panel.aggregation`, aggregation),
    },
  };
}

export function protocolToWire(protocol: JudgeProtocol | undefined): wire.JudgeProtocol {
  return PROTOCOLS[protocol ?? 'rubric'];
}

export function panelToWire(panel: JudgePanel | undefined): wire.JudgePanel | undefined {
  if (panel === undefined) return undefined;
  const { judgeModels, samples, aggregation } = panel;
  return { judgeModels: [...judgeModels], samples, aggregation: AGGREGATIONS[aggregation] };
}
