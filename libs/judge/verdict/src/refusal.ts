/** How models decline at the start of an answer, in the languages of the crisis screen. */
const REFUSALS: readonly RegExp[] = [
  /^(?:(?:i['’]?m|i am) (?:very |really |so |truly )?(?:sorry|afraid)|sorry|i apologi[sz]e|my apologies)/,
  /^(?:i|we)(?:['’](?:d|ll|m|re|ve))? (?:(?:really|simply|also|just|\w+ly|do|must|will|would|have to|am|are|going to|need to) ){0,4}(?:can['’]?t|can ?not|won['’]?t|not (?:be|able|going to|comfortable|allowed|permitted|willing|in a position|help|assist|evaluat|scor|rat|assess|judg|provid|answer)|decline|refuse|pass on|abstain|refrain|(?:rather|prefer) not)/,
  /^(?:evaluation|assessment|scoring|request|content)\b.{0,40}\b(?:declined|refused|rejected|blocked|not possible)/,
  /^(?:this|the|such) (?:content|request|reply|response|conversation|topic|material|prompt)\b.{0,60}\b(?:violates?|goes against|breaches|is against|conflicts? with)\b.{0,40}\b(?:guidelines?|polic(?:y|ies)|rules?|terms|standards?)\b/,
  /^my (?:guidelines|policies|policy|programming|instructions|safety guidelines)\b.{0,40}\b(?:do(?:es)? not|don['’]t|doesn['’]t|prevents?|prohibits?|forbids?)/,
  /^(?:(?:i|we)['’]?(?:m| am|re| are)?|i am) (?:not able|unable|not allowed|not comfortable|not permitted)\b/,
  /^unfortunately,? (?:i|we)(?: can| am| are| have to|['’]m|['’]re)/,
  /^as an ai\b/,
  /^(?:es tut mir (?:sehr )?leid|tut mir leid|entschuldigung|leider (?:kann|darf|muss)|ich (?:kann|darf|möchte|werde) (?:das|dies|diese[nrs]?|dabei|hier(?:bei)?|ihnen|dir|leider|nicht))/,
  /^(?:lo siento|lo lamento|disculpa|perdón|lamentablemente|no puedo|no me es posible|no estoy (?:autorizad|en condiciones))/,
  /^(?:je suis (?:vraiment |sincèrement )?désolée?|désolée?|je m['’]excuse|malheureusement,? je|je ne (?:peux|puis|suis) pas)/,
  /^(?:mi dispiace|sono spiacente|purtroppo non|non posso|non sono in grado)/,
  /^(?:sinto muito|lamento|desculpe|peço desculpas?|infelizmente,? não|não (?:posso|consigo))/,
  /^(?:het spijt me|sorry|helaas kan|ik kan (?:dit|dat|hier|je|u|geen|niet)|ik mag)/,
  /^(?:przykro mi|przepraszam|niestety nie|nie mogę|nie jestem w stanie)/,
  /^(?:извини(?:те)?|простите|к сожалению|мне (?:очень )?жаль|я не могу)/,
  /^(?:抱歉|对不起|很抱歉|非常抱歉|我(?:无法|不能)|對不起|我(?:無法|不能))/,
  /^(?:申し訳|すみません|恐れ入りますが|残念ながら)/,
  /^(?:क्षमा|माफ़|माफ|मुझे खेद|मैं .{0,40}(?:नहीं कर सकत|असमर्थ))/,
  /^(?:عذر|آسف|أعتذر|يؤسفني|للأسف|لا (?:أستطيع|يمكنني))/,
];

/** Whether an answer without scores is a refusal. */
export function isRefusal(text: string): boolean {
  const start = text
    .slice(0, 400)
    .toLowerCase()
    .replace(/^[^\p{L}]+/u, '')
    // In an object: the field that holds the words.
    .replace(
      /^(?:error|refusal|refused|message|response|reason|rationale|explanation|note)["'”\]]\s*:\W*/,
      '',
    );
  return REFUSALS.some((refusal) => refusal.test(start));
}
