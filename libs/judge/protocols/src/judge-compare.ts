import { ABOUT_TWO_REPLIES, closedObject, DIMENSIONS, TASK } from '@rookery/judge-rubric';
import { Role } from '@rookery/shared-contracts';
import { sealedAttributeSection, sealedSection, type Prompt } from '@rookery/shared-prompting';
import type { Profile } from '@rookery/shared-scenario';

/** Two replies to the same person. */
export interface CompareInput {
  readonly query: string;
  readonly profile: Profile;
  readonly first: string;
  readonly second: string;
  readonly seal: string;
}

const INSTRUCTIONS = `${TASK}

${ABOUT_TWO_REPLIES}

Say which reply serves this person better, all in all, in ${DIMENSIONS.map(({ title }) => title).join(', ')}.

Length, politeness, headings and polish earn nothing by themselves. If they serve the person about as well, say neither.

Answer in JSON: "reason" holds one or two short sentences in your own words, "choice" holds "first", "second" or "neither".
If you cannot write JSON, end with a line "Choice: first", "Choice: second" or "Choice: neither".`;

/** JSON Schema of a choice. */
export const CHOICE_SCHEMA: string = JSON.stringify(
  closedObject({
    reason: { type: 'string' },
    choice: { type: 'string', enum: ['first', 'second', 'neither'] },
  }),
);

/** Asks which of two replies is better for the person. */
export const judgeCompare: Prompt<CompareInput> = {
  name: 'judge-compare',
  version: 1,
  render: ({ query, profile, first, second, seal }) => [
    { role: Role.SYSTEM, content: INSTRUCTIONS },
    {
      role: Role.USER,
      content: [
        `Mark of this request: ${seal}`,
        sealedSection('query', query, seal),
        sealedAttributeSection('profile', profile, seal),
        sealedSection('first', first, seal),
        sealedSection('second', second, seal),
      ].join('\n\n'),
    },
  ],
};
