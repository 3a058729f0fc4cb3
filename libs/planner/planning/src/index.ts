export { checkModels } from './check-models.ts';
export type { Planning, PlanEvent, PathTask } from './plan-path.ts';
export { stepsOf, planPath, searchRequest } from './plan-path.ts';
export { settingsFromWire, searchSettingsFromWire, maskFromWire, checkedCost } from './planning-settings.ts';
export type { PlanningSettings } from './planning-settings.ts';
export { judgedBy } from './judging.ts';
export { LibraryLessons } from './library-lessons.ts';
