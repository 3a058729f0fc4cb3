export { ANSWER_STATES, answerStateFromWire, answerStateToWire } from './answer-state.ts';
export { selectionFromWire } from './selection.ts';
export { forecastToWire } from './forecast.ts';
export { settingsFromWire, settingsToWire } from './settings.ts';
export { dataVersionToWire, runId, runToWire } from './run.ts';
export { reasonToWire, resultOrderFromWire, resultSelectionFromWire, resultToWire } from './result.ts';
export { dataSetToWire } from './data-set.ts';
export { drawToWire, itemToWire, ratingFromWire, ratingToWire } from './rating.ts';
export { judgingFromWire, panelToWire, protocolToWire } from './judging.ts';
