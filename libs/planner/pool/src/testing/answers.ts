import type { Answer, DrivenSearch, PathEstimate, Question } from '@rookery/shared-planner-wasm';

const ATTRIBUTES = 10;

/** An answer that depends on the question alone, so that two searches can be compared. */
function answerTo(question: Question): Answer {
  const { id } = question;
  if (question.kind === 'rank') {
    return { kind: 'weights', id, weights: Array.from({ length: ATTRIBUTES }, (_, a) => 1 + ((a * 7) % 11)) };
  }
  const worth = Array.from(
    { length: ATTRIBUTES },
    (_, a) => Number((question.subset >> BigInt(a)) & 1n) * (a + 1),
  );
  const sum = worth.reduce((total, x) => total + x, 0);
  return { kind: 'reward', id, reward: Math.min(5, 1.5 + sum / 20 + ((id * 7919) % 13) / 40) };
}

/** Drives a search for so many batches of four, or to its end; what it asked. */
export async function drive(search: DrivenSearch, batches = Infinity): Promise<Question[]> {
  const asked: Question[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const questions = await search.ask(4);
    if (questions.length === 0) break;
    asked.push(...questions);
    await search.tell(questions.map(answerTo));
  }
  return asked;
}

/** Drives a search to its end and closes it. */
export async function finish(search: DrivenSearch): Promise<{ asked: Question[]; best: PathEstimate }> {
  const asked = await drive(search);
  const best = await search.bestPath();
  search.close();
  return { asked, best };
}
