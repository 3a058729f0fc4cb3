/** How models decline at the start of an answer, in the languages of the crisis screen. */
const REFUSALS: readonly RegExp[] = [
  /^(?:(?:i['’]?m|i am) (?:very |really |so |truly )?(?:sorry|afraid)|sorry|i apologi[sz]e|my apologies)/,
  /^(?:i|we) (?:can['’]?t|can ?not|won['’]?t|will not|must decline|decline|have to decline|refuse)\b/,
  /^(?:(?:i|we)['’]?(?:m| am|re| are)?|i am) (?:not able|unable|not allowed|not comfortable|not permitted)\b/,
  /^unfortunately,? (?:i|we) (?:can|am|are|have to)/,
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
    .replace(/^[^\p{L}]+/u, '');
  return REFUSALS.some((refusal) => refusal.test(start));
}
