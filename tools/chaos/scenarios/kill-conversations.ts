import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES } from '@rookery/shared-platform-processes';
import { processesAreWell } from '../invariants/process-health.ts';
import { between, oneOf } from '../random.ts';
import type { StagedScenario } from '../scenario.ts';
import { Conversations } from '../work/conversations.ts';

const PEOPLE = 6;

export const killConversations: StagedScenario = {
  name: 'kill-conversations',
  says: 'kill -9 of a service at random points of conversations, whose client goes on as the documentation says',
  times: 100,
  async play({ stage, random, times, say }) {
    await using talking = new Conversations(() => stage.client(), PEOPLE);
    for (let kill = 1; kill <= times; kill += 1) {
      await sleep(between(100, 3000, random));
      const service = oneOf(SERVICES, random);
      await stage.kill(service);
      say(`${kill} of ${times}: ${service}; ${talking.ended} conversations have ended`);
    }
    await stage.ready();
    await talking.stop();
    say(`${talking.ended} conversations have ended`);
    const few = talking.ended < PEOPLE ? [`only ${talking.ended} conversations came to their end`] : [];
    return [...few, ...talking.wrong, ...processesAreWell(stage)];
  },
};
