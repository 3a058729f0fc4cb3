import { comparisonQueues, migrateComparisons } from '@rookery/planner-comparison';
import { migratePlanner } from '@rookery/planner-library';

/** What brings the schemas of planning to their newest steps. */
export const PLANNER_SCHEMAS = [migratePlanner, migrateComparisons, comparisonQueues];
