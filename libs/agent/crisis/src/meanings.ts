/**
 * How much danger a message speaks of.
 *
 * - `crisis`: somebody is in danger now, and the message says so: the writer wants to die, plans it, has just hurt
 *   themselves, is being hurt or is about to hurt others, or somebody beside them is dying.
 * - `concern`: it may be so, or was so, or is so for somebody else: despair, wishing not to wake up, a former attempt, a
 *   friend who wants to die, a question about lethal doses, an explicit statement inside a quotation.
 * - `none`: nothing of the kind was recognised, which is not a proof that there is nothing.
 */
export type CrisisLevel = 'none' | 'concern' | 'crisis';

/** What a phrase says, and the level it stands for when nothing around it speaks against it. */
export const MEANINGS = {
  'want-to-die': 'crisis',
  'end-life': 'crisis',
  suicidal: 'crisis',
  method: 'crisis',
  overdose: 'crisis',
  'on-the-brink': 'crisis',
  'self-harm': 'crisis',
  goodbye: 'crisis',
  violence: 'crisis',
  'abuse-now': 'crisis',
  'child-in-danger': 'crisis',
  'other-in-danger': 'crisis',
  'other-person': 'concern',
  'attempt-told': 'concern',
  'self-harm-told': 'concern',
  'abuse-told': 'concern',
  threat: 'concern',
  means: 'concern',
  passive: 'concern',
  hopeless: 'concern',
  // Words that people in danger use, and others of their work, journeys and games.
  ambiguous: 'concern',
} as const satisfies Record<string, CrisisLevel>;

export type Meaning = keyof typeof MEANINGS;

const ORDER: readonly CrisisLevel[] = ['none', 'concern', 'crisis'];

/** The more dangerous of the two. */
export function higherLevel(one: CrisisLevel, other: CrisisLevel): CrisisLevel {
  return ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other;
}
