import { judgeConfig, startJudge } from '@rookery/judge-service';
import { readConfig, runMain } from '@rookery/shared-service';

runMain(() => startJudge(readConfig(judgeConfig)));
