import {
  ABOUT_MATERIAL,
  closedObject,
  DIMENSIONS,
  material,
  TASK,
  type JudgeInput,
} from '@rookery/judge-rubric';
import { Role } from '@rookery/shared-contracts';
import { promptLabel, type Prompt } from '@rookery/shared-prompting';
import { type Checklist, CHECKLIST, idsOf } from './checklist.ts';

/** Asks a checklist's questions about a response. */
function checklistPrompt(checklist: Checklist): Prompt<JudgeInput> {
  return {
    name: 'judge-checklist',
    version: 1,
    render: (input) => [
      { role: Role.SYSTEM, content: instructions(checklist) },
      { role: Role.USER, content: material(input) },
    ],
  };
}

/** The checklist that ships with the platform. */
export const judgeChecklist: Prompt<JudgeInput> = checklistPrompt(CHECKLIST);

/** As verdicts record it: the prompt's version and the checklist's. */
export const CHECKLIST_LABEL = `${promptLabel(judgeChecklist)}+checklist@${CHECKLIST.version}`;

/** JSON Schema of the answers: for each criterion its evidence, and after it the answer. */
export function checklistSchema(checklist: Checklist): string {
  const answered = closedObject({
    evidence: { type: 'string' },
    answer: { type: 'string', enum: ['yes', 'no'] },
  });
  return JSON.stringify(closedObject(Object.fromEntries(idsOf(checklist).map((id) => [id, answered]))));
}

function instructions(checklist: Checklist): string {
  const questions = DIMENSIONS.map(({ key, title }) =>
    [title, ...checklist.dimensions[key].map(({ id, question }) => `${id}: ${question}`)].join('\n'),
  );
  return `${TASK}

${ABOUT_MATERIAL}

Answer every question below about the reply with yes or no. Say yes only for what the reply itself says to the person, and only when you can quote it: copy the words that show it from the reply, exactly, at most twenty of them. For a no, leave the quotation empty. If you are torn, say no. You give no scores.

${questions.join('\n\n')}

Answer in JSON with an object for each question under its name: "evidence" holds the quotation, "answer" holds "yes" or "no".
If you cannot write JSON, write a line for each question: its name, a colon, yes or no, a dash, and the quotation.`;
}
