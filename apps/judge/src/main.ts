import { judgeConfig, migrateJudge, startJudge } from '@rookery/judge-service';
import { runMain } from '@rookery/shared-server';

runMain('judge', judgeConfig, { start: startJudge, migrate: migrateJudge });
