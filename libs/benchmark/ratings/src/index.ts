export { correctedMeans } from './corrected-means.ts';
export type { CorrectedCell } from './corrected-means.ts';
export { measureAgreement, measureCalibration } from './measure-agreement.ts';
