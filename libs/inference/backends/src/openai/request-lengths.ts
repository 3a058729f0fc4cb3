/** What a server said of lengths when it refused a request for them, in tokens. */
export interface RequestLengths {
  /** The most that prompt and answer together may take. */
  readonly context: number | undefined;
  /** The most that an answer alone may take. */
  readonly output: number | undefined;
  /** What the prompt takes. */
  readonly prompt: number | undefined;
}

const NUMBER = String.raw`(\d[\d,_]*)`;
const any = (...patterns: readonly string[]): RegExp[] =>
  patterns.map((pattern) => new RegExp(pattern.replaceAll('#', NUMBER), 'i'));

const TOO_LONG =
  /context[_ -]?(?:length|window|size|limit)|maximum context|maximum (?:prompt|input|sequence|model) length|max[_ ]model[_ ]len|max[_ ]seq[_ ]?len|too many (?:input )?tokens|\b(?:prompt|input|request|context|messages?)\b(?!:)[^.|]{0,40}too (?:long|large|big)|\b(?:prompt|input|messages?|tokens?)\b(?!:)[^.|]{0,60}exceeds?|exceeds?[^.|]{0,60}(?:context|tokens?|maximum (?:input )?length)|tokens.? \+ .max_new_tokens|reduce (?:the length|your prompt|your message)|n_ctx|entity too large|max(?:_completion|_new|_output)?_tokens[^.|]{0,80}(?:too (?:large|big)|<=|at most|less than|range|maximum|exceed|larger|greater)|range of max(?:_completion)?_tokens/i;

const OUTPUT = any(
  String.raw`at most # (?:completion|output) tokens`,
  String.raw`max\w*_tokens[^|]{0,80}?(?:less than or equal to|at most|no more than|<=|maximum(?: value)?(?: is| of)?) #`,
  String.raw`max\w*_tokens[^|]{0,60}?[\[(]\s?\d+\s?, ?#\s?[\])]`,
  String.raw`max\w*_tokens: \d+ > #`,
);
const CONTEXT = any(
  String.raw`context limit: \d[\d,]* \+ \d[\d,]* > #`,
  String.raw`tokens.? \+ .max_new_tokens\W{1,3}must be <=? #`,
  String.raw`n_ctx\W{1,4}#`,
  // llama.cpp of a text for a vector, which it takes in one go.
  String.raw`current batch size: #`,
  String.raw`context (?:length|window|size|limit)[^\d|]{0,40}#`,
  String.raw`# maximum context`,
  String.raw`# tokens? (?:context|maximum)`,
  String.raw`tokens > # maximum`,
  String.raw`limit of # tokens`,
  String.raw`limit:? #,? requested`,
  String.raw`maximum[^\d|]{0,40}#`,
);
const PROMPT = any(
  String.raw`n_prompt_tokens\W{1,4}#`,
  String.raw`\b(?:request|input) \(# tokens\)`,
  String.raw`# (?:tokens )?(?:in|from|of) the (?:input |prompt )?(?:messages|prompt|input)`,
  String.raw`# input tokens`,
  String.raw`(?:messages|prompt|input)[^\d|]{0,40}(?:resulted in|contains?|has|have|is|of|given:)[^\d|]{0,20}#`,
  String.raw`given: # .inputs`,
  String.raw`too long: #`,
  String.raw`context limit: # \+`,
);
/** The first is where the server stopped counting, the second where it did not begin to: at so many characters. */
const UNCOUNTED =
  /at least \d[\d,]* (?:input|prompt) tokens|upper bound for \d[\d,]* (?:input|prompt) tokens/i;
/** A limit for prompt and answer together, in the words of one for the answer. */
const SUM = /tokens.? \+ .max_new_tokens/i;
const TOTAL = any(String.raw`requested(?: a total of| about)? #(?![\d,_]| (?:output|completion))`);

/** The lengths, when the server refused for them; undefined when its words speak of something else. */
export function lengthsIn(said: string, limit: number): RequestLengths | undefined {
  if (!TOO_LONG.test(said)) return undefined;
  const context = first(CONTEXT, said);
  const output = SUM.test(said) ? undefined : first(OUTPUT, said);
  const total = first(TOTAL, said);
  const prompt =
    (UNCOUNTED.test(said) ? undefined : first(PROMPT, said)) ??
    (total !== undefined && total > limit ? total - limit : undefined);
  return { output, context: output === context ? undefined : context, prompt };
}

function first(patterns: readonly RegExp[], said: string): number | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(said)?.[1];
    if (found !== undefined) return Number(found.replaceAll(/[,_]/g, ''));
  }
  return undefined;
}
