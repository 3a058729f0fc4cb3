/** What else a message does in a conversation, as far as a simulation can tell from its words. */

const DECLINE =
  /\b(?:rather not (?:say|answer|tell)|prefer not to|don't want to (?:say|answer|tell|talk about)|none of your business|no comment|that's private|pass\b|skip (?:that|this)|möchte (?:ich )?(?:das |dazu )?(?:nicht|nichts) sagen|lieber nicht|prefiero no|je préfère ne pas)/iu;
const WHY =
  /\b(?:why (?:do|would|are) you (?:want|need|ask|asking)|why (?:does|would) (?:that|it) matter|what's it to you|warum (?:willst|fragst|wollen|fragen)|por qué (?:quieres|preguntas)|pourquoi (?:tu|vous))/iu;
const EVADE =
  /\b(?:whatever|it doesn't matter|not important|never mind that|can we just|just answer|let's not|hard to say|it's complicated|how is the weather)\b/iu;
const NEW_SUBJECT =
  /\b(?:actually,? (?:i have )?(?:another|a different|forget)|forget (?:that|it|about)|different question|instead|something else)\b/iu;
const GERMAN = /\b(?:ich|nicht|und|mir|das|bin|möchte|warum)\b/iu;
const SPANISH = /\b(?:estoy|tengo|prefiero|pero|muy|por qué|siento)\b/iu;
const FRENCH = /\b(?:je|suis|pas|mais|très|pourquoi|j'ai)\b/iu;
const LANGUAGES = [
  ['de', GERMAN],
  ['es', SPANISH],
  ['fr', FRENCH],
] as const;

export const declines = (message: string): boolean => DECLINE.test(plain(message));
export const asksWhy = (message: string): boolean => WHY.test(plain(message));
export const evades = (message: string): boolean => EVADE.test(plain(message));

/** The question that is asked instead of the first one, exactly as it stands; empty when the subject was not changed. */
export function newQuestion(message: string): string {
  if (!NEW_SUBJECT.test(plain(message))) return '';
  return (/[^.!?\n]*\?(?=[^?]*$)/u.exec(message)?.[0] ?? '').trim();
}

/** The language with the most signs; English without any. */
export function languageOf(message: string): string {
  return (
    LANGUAGES.find(([, signs]) => (message.match(new RegExp(signs, 'giu')) ?? []).length >= 2)?.[0] ?? 'en'
  );
}

function plain(message: string): string {
  return message.replace(/[‘’]/gu, "'");
}
