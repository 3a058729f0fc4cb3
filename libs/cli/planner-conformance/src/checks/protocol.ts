import { isRookeryError } from '@rookery/shared-errors';
import type { RemotePlanner } from '@rookery/shared-planner-backend';
import { expect, type Check } from '../check.ts';
import { trialProblem } from '../trial.ts';

const OTHER_VERSION = 99;

/** What only a server of streams can break. */
export const protocolChecks = (backend: RemotePlanner): readonly Check[] => [
  {
    name: 'refuses another version of the protocol (FAILED_PRECONDITION)',
    run: async (subject) => {
      const signal = AbortSignal.any([subject.signal, AbortSignal.timeout(subject.patienceMs)]);
      const given = await backend.begin(trialProblem(subject), {}, signal, OTHER_VERSION).then(
        (search) => {
          search.close();
          return 'accepted';
        },
        (caught: unknown) => (isRookeryError(caught) ? caught.code : 'failed'),
      );
      const wrong = given === 'accepted' ? 'was accepted' : `was ${given}, not FAILED_PRECONDITION`;
      expect(given === 'FAILED_PRECONDITION', `protocol version ${OTHER_VERSION}: ${wrong}`);
      return undefined;
    },
  },
  {
    name: 'ends the stream with OK when the platform is done',
    run: async (subject) => {
      for (const open of [0, 3]) {
        const search = await backend.begin(trialProblem(subject), {}, subject.signal);
        if (open > 0) await search.ask(open);
        expect(await search.leave(), `did not within 2 s of the half-close, with ${open} questions open`);
      }
      return undefined;
    },
  },
];
