import type { GenerateRequest } from '@rookery/shared-contracts';
import { readAttributes, readSection } from '@rookery/shared-prompting';
import { DOMAINS, type Profile } from '@rookery/shared-scenario';
import { simulationLabel } from '../label.ts';
import { domainOfQuery } from '../query-domain.ts';
import type { Random } from '../random.ts';
import { fillSchema } from '../schema-filling.ts';
import { ERRANDS, FRAMES, TAILS } from './everyday-questions.ts';

/** How often a question breaks a rule of its prompt, so that a filter has work. Chosen, not measured. */
const LAPSES = 0.04;
const MOST = 100;

/** Everyday questions of the situation's domain, put together from a list; the profile only slips into one that breaks the rules. */
export function synthesize(request: GenerateRequest, random: Random): string {
  const texts = request.messages.map(({ content }) => content).reverse();
  const read = <Found>(reader: (text: string) => Found | undefined): Found | undefined =>
    texts.map(reader).find((found) => found !== undefined);
  const situation = read((text) => readSection(text, 'situation')) ?? '';
  const profile = read((text) => readAttributes(text, 'profile')) ?? {};
  const count = Math.min(MOST, Number(read((text) => readSection(text, 'count')) ?? '1') || 1);
  const avoid = new Set((read((text) => readSection(text, 'avoid')) ?? '').split('\n'));
  const domain = domainOfQuery(situation) ?? random.pick(DOMAINS).key;
  const questions = new Set<string>();
  for (let tries = 0; questions.size < count && tries < 20 * count; tries += 1) {
    const question = random
      .pick(FRAMES)
      .replace('{x}', () => random.pick(ERRANDS[domain]))
      .replace('{t}', () => random.pick(TAILS));
    const told = random.unit() < LAPSES ? withLapse(question, profile, random) : question;
    if (!avoid.has(told)) questions.add(told);
  }
  const written = [...questions];
  return request.responseSchema === ''
    ? [...written.map((question, at) => `${at + 1}. ${question}`), simulationLabel(request.model)].join('\n')
    : fillSchema(request.responseSchema, { questions: written }, '');
}

function withLapse(question: string, profile: Profile, random: Random): string {
  const asked = question.charAt(0).toLowerCase() + question.slice(1);
  return random.pick([
    question.replace('?', '.'),
    `As a ${(profile.age ?? '30').slice(0, 2)}-year-old, ${asked}`,
    `I feel ${(profile.emotional_state ?? 'lonely').toLowerCase()}: ${asked}`,
    'And then?',
  ]);
}
