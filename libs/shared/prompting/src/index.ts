export { readSection, section } from './section.ts';
export {
  attributeListSection,
  attributeSection,
  readAttributeList,
  readAttributes,
} from './attribute-section.ts';
export { promptLabel } from './prompt.ts';
export type { Prompt, PromptVersion } from './prompt.ts';
