import { judgeConfig, startJudge } from '@rookery/judge-service';
import { readConfig } from '@rookery/shared-runtime';
import { runMain } from '@rookery/shared-server';

runMain(() => startJudge(readConfig(judgeConfig)));
