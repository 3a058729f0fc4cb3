import type {
  JudgeRequest,
  JudgeStreamRequest,
  JudgeStreamResponse,
  Verdict,
} from '@rookery/shared-contracts';
import { asRookeryError, invalidArgument } from '@rookery/shared-errors';
import { checkMessage, statusOf } from '@rookery/shared-service';

type JudgeOne = (request: JudgeRequest, signal: AbortSignal) => Promise<Verdict>;

const ITEM_TYPE = 'rookery.judge.v1.JudgeStreamRequest';

/**
 * Judges the items of a stream, `concurrency` at once, and yields outcomes as they are ready. No further item is read while
 * that many are in work or wait to be taken, so a slow reader slows the sender. An item that fails yields its error.
 */
export async function* judgeStream(
  requests: AsyncIterable<JudgeStreamRequest>,
  judgeOne: JudgeOne,
  concurrency: number,
  signal: AbortSignal,
): AsyncGenerator<JudgeStreamResponse, void, undefined> {
  const items = requests[Symbol.asyncIterator]();
  const inWork = new Map<string, Promise<JudgeStreamResponse>>();
  let reading: Promise<IteratorResult<JudgeStreamRequest>> | undefined;
  let ended = false;
  while (!ended || inWork.size > 0) {
    if (!ended && inWork.size < concurrency) reading ??= items.next();
    const next = await Promise.race([...inWork.values(), ...(reading === undefined ? [] : [reading])]);
    if ('itemId' in next) {
      inWork.delete(next.itemId);
      yield next;
      continue;
    }
    reading = undefined;
    if (next.done === true) {
      ended = true;
      continue;
    }
    const { itemId } = next.value;
    if (inWork.has(itemId)) {
      yield failed(
        itemId,
        invalidArgument('item_id', 'is in work already; it must be unique within the stream'),
      );
      continue;
    }
    inWork.set(itemId, outcome(next.value, judgeOne, signal));
  }
}

async function outcome(
  item: JudgeStreamRequest,
  judgeOne: JudgeOne,
  signal: AbortSignal,
): Promise<JudgeStreamResponse> {
  try {
    checkMessage(ITEM_TYPE, item);
    if (item.request === undefined) throw invalidArgument('request', 'is missing');
    const verdict = await judgeOne(item.request, signal);
    return { itemId: item.itemId, outcome: { $case: 'verdict', value: verdict } };
  } catch (caught) {
    // A caller that left ends the whole stream.
    signal.throwIfAborted();
    return failed(item.itemId, caught);
  }
}

function failed(itemId: string, caught: unknown): JudgeStreamResponse {
  const { code, message } = asRookeryError(caught);
  return { itemId, outcome: { $case: 'error', value: { code: statusOf(code), message } } };
}
