/** How an answer ended, as its server says. */
export type AnswerEnd = 'whole' | 'cut' | 'filtered' | 'torn';

// In words and not as a list, because every server has its own spelling: `SAFETY`, `content_filter: PROHIBITED_CONTENT`.
const FILTERED =
  /filter|safety|prohibited|recitation|blocklist|blocked|\bspii\b|sensitive|refusal|guardrail|moderat|toxic|inspection|risk|refus|polic|violation|harm|unsafe|jailbreak|\blanguage\b/;
const TORN =
  /error|abort|preempt|evict|kill|out_of_memory|\boom\b|shut_?down|dropped|crash|\blost\b|\breset\b|cancel|insufficient_system_resource|timeout|timed_out|overload|interrupt|disconnect|fail|malformed|network|^other$|unavailable/;
const CUT =
  /error_limit|length|budget|max_?(?:output_?|new_?)?tokens|token_limit|context_window|incomplete|truncat|max_output/;

/**
 * Reads a finish reason, whatever its spelling. One that says none of the other things is whole, and so is none at all: `stop`, `eos`,
 * `end_turn`, an empty one.
 */
export function endOf(reason: string): AnswerEnd {
  const plain = reason.trim().toLowerCase();
  if (FILTERED.test(plain)) return 'filtered';
  if (CUT.test(plain)) return 'cut';
  if (TORN.test(plain)) return 'torn';
  return 'whole';
}
