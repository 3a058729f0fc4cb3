import { plannerConfig, startPlanner } from '@rookery/planner-service';
import { readConfig, runMain } from '@rookery/shared-service';

runMain(() => startPlanner(readConfig(plannerConfig)));
