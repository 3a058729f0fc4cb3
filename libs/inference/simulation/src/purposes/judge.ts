import { isLabelled } from '../label.ts';
import { lexicalQuality } from '../lexical-quality.ts';
import type { Quality } from '../quality.ts';
import { judgeScores } from '../query-truth.ts';
import { recogniseQuality, showsMoves } from '../recognise-quality.ts';
import type { Profile } from '@rookery/shared-scenario';
import { seedOf } from '../random.ts';
import type { Turn } from './turn.ts';
import { writeVerdict } from './write-verdict.ts';

/**
 * A verdict on the response: the quality it shows, seen through the world's judge noise. Any simulated model
 * judges alike: what the paper says of judges is about one judge.
 */
export function judge(turn: Turn): string {
  const { model, reading, world, seed, schema, random } = turn;
  if (reading.replies !== undefined) return compare(turn, reading.replies);
  const { response, profile } = reading;
  const basis = isSimulated(response) ? 'the moves it recognises in it' : 'a plain rule about its words';
  return writeVerdict({
    modelId: model.id,
    schema,
    scores: judgeScores(world, visibleQuality(response, profile), seed),
    rationale: `Simulated verdict by ${model.id}: it scores the response by ${basis}.`,
    response,
    random,
  });
}

/** The better of two replies by the same scores, each with noise of its own. */
function compare({ model, reading, world, seed }: Turn, replies: readonly [string, string]): string {
  const [first, second] = replies.map((reply, index) => {
    const scores = judgeScores(world, visibleQuality(reply, reading.profile), seedOf(`${seed}`, `${index}`));
    return scores.reduce((sum, score) => sum + score, 0);
  });
  const choice = first === second ? 'neither' : (first ?? 0) > (second ?? 0) ? 'first' : 'second';
  return JSON.stringify({ reason: `Simulated verdict by ${model.id}: it compares its scores.`, choice });
}

function visibleQuality(response: string, profile: Profile): Quality {
  return isSimulated(response) ? recogniseQuality(response) : lexicalQuality(response, profile);
}

// The label may have been cut off, or left out by whoever stored the answer.
function isSimulated(response: string): boolean {
  return isLabelled(response) || showsMoves(response);
}
