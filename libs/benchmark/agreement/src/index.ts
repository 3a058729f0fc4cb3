export { agreementReport } from './agreement-report.ts';
export type {
  AgreementFigure,
  AgreementMeasure,
  AgreementReport,
  AgreementSettings,
  RatedItem,
} from './agreement-report.ts';
export { confusionTable } from './confusion-table.ts';
export type { ConfusionTable, RatedTwice } from './confusion-table.ts';
export { cohenKappa, percentAgreement } from './kappa.ts';
export type { KappaWeights } from './kappa.ts';
export { krippendorffAlpha } from './krippendorff.ts';
export type { Level, Ratings } from './krippendorff.ts';
export { pearson, spearman } from './correlation.ts';
export { intraclass, INTRACLASS_FORMS } from './intraclass.ts';
export type { Intraclass, IntraclassForm } from './intraclass.ts';
export { checkedCalibration, isotonicCalibration } from './isotonic.ts';
export type { Calibrated, Calibration, CalibrationCheck, ClusteredPair } from './isotonic.ts';
