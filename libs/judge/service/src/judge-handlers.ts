import type { JudgeServiceImplementation } from '@rookery/shared-contracts';
import { judgeStream } from './judge-stream.ts';
import type { JudgedOnce } from './once.ts';

/** JudgeService: unpack, judge, pack. */
export function judgeHandlers(judged: JudgedOnce, concurrency: number): JudgeServiceImplementation {
  return {
    judge: async (request, { signal }) => ({ verdict: await judged.verdict(request, signal) }),
    judgeStream: (requests, { signal }) =>
      judgeStream(requests, (request) => judged.verdict(request, signal), concurrency, signal),
  };
}
