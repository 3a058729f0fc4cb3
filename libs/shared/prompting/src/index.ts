export { ANSWER_PROMPT_VERSIONS, answerPrompt } from './answer-prompt.ts';
export type { AnswerPrompt } from './answer-prompt.ts';
export { readSection, sealedSection, section } from './section.ts';
export { hiddenIn } from './visible.ts';
export {
  attributeListSection,
  attributeSection,
  readAttributeList,
  readAttributes,
  sealedAttributeSection,
} from './attribute-section.ts';
export { promptLabel } from './prompt.ts';
export type { Prompt, PromptVersion } from './prompt.ts';
