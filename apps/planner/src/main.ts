import { runMain } from '@rookery/shared-server';
import { config, migrate, start } from './start.ts';

runMain('planner', config, { start, migrate });
