/** Makers of models by how their models' names begin. */
const FAMILIES: readonly (readonly [family: string, names: RegExp])[] = [
  ['gpt', /^(?:gpt|chatgpt|text-davinci|davinci|o[1-9](?:$|[-.]))/],
  ['claude', /^claude/],
  ['gemini', /^(?:gemini|gemma|palm|bison)/],
  ['llama', /^(?:meta-)?(?:code)?llama/],
  ['mistral', /^(?:open-)?(?:mistral|mixtral|ministral|magistral|codestral|pixtral|devstral)/],
  ['qwen', /^(?:qwen|qwq|qvq)/],
  ['deepseek', /^deepseek(?!-r1-distill)/],
  // Named for where their answers come from, and made of other models.
  ['qwen', /^deepseek-r1-distill-qwen/],
  ['llama', /^deepseek-r1-distill-llama/],
  ['command', /^(?:command|c4ai|aya)/],
  ['phi', /^phi/],
  ['grok', /^grok/],
  ['glm', /^(?:chat)?glm/],
  ['kimi', /^(?:kimi|moonshot)/],
  ['nova', /^nova/],
  ['granite', /^granite/],
  ['olmo', /^olmo/],
];

/**
 * The family of a model, as far as its name tells: models of one maker share data and errors. Simulated models are one family,
 * because they judge alike. A name that is not known is its own first word.
 */
export function familyOf(model: string): string {
  const name = model.toLowerCase();
  if (name.startsWith('sim/')) return 'simulated';
  const bare = name.slice(name.lastIndexOf('/') + 1);
  const known = FAMILIES.find(([, names]) => names.test(bare))?.[0];
  return known ?? /^[a-z]+/.exec(bare)?.[0] ?? bare;
}
