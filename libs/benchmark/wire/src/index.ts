export { selectionFromWire } from './selection.ts';
export { forecastToWire } from './forecast.ts';
export { limitsFromWire, settingsFromWire, settingsToWire } from './settings.ts';
export { runId, runToWire } from './run.ts';
export { resultToWire } from './result.ts';
export { usageToWire } from './usage.ts';
