import { plainSentences } from './plain-sentences.ts';

/** Longer messages say more than that they want to be asked, in characters. */
const LONGEST = 120;

// A bare "yes" is not here: after an answer that asked whether somebody is safe, it says that they are.
const YES =
  "(?:(?:yes|yeah|yep|ok|okay|sure|fine|please|all right|alright|ja|gern|gerne|bitte|oui|d'accord|sí|si|vale|claro|sim|va bene|certo|goed|tak|dobrze|да|хорошо|ладно|हाँ|हां|ठीक है|نعم|حسنا|you can|you may|feel free to|let's) )*";
const GOES_ON: readonly string[] = [
  'go (?:on|ahead)(?: (?:and ask|asking|with (?:the|your) questions))?',
  '(?:continue|carry on|keep (?:going|asking)|proceed)(?: with (?:the|your) questions)?',
  '(?:just )?ask(?: me| away| on| your questions?| the questions?| me (?:something|anything|more|your questions?))?',
  'i (?:want|would like|wish|am ready|am happy)(?: you)? to (?:go on|continue|be asked|ask me)(?: .*)?',
  'frag(?:en sie)?(?: mich| ruhig| weiter| nur)*|(?:mach |machen sie )?(?:nur )?weiter|(?:du kannst|sie können) (?:ruhig |weiter |mich )*fragen',
  '(?:pose|posez)(?:[ -]moi)? (?:tes|vos|des) questions|continue[zr]?|vas y|allez y|demande(?:z)? moi|(?:tu peux|vous pouvez) (?:me )?(?:demander|continuer)',
  '(?:pregunta|pregunte|pregúntame|pregúnteme|sigue|siga|continúa|continúe|adelante)|puedes? (?:preguntar|seguir)(?:me)?',
  '(?:pergunte|pergunta|continue|continua|segue|siga)|pode (?:perguntar|continuar|seguir)',
  '(?:chiedi|domanda|continua|prosegui|vai avanti)(?: pure)?|puoi (?:chiedere|continuare|chiedermi)(?: pure)?',
  'vraag(?: maar| gerust)*|ga (?:maar )?(?:door|verder)|je mag (?:vragen|doorgaan)',
  'pytaj|możesz pytać|kontynuuj|dalej',
  'спрашивай(?:те)?|продолжай(?:те)?|мож(?:ешь|ете) спрашивать|давай(?:те)? дальше',
  'पूछो|पूछिए|पूछ सकते हो|पूछ सकते हैं|आगे बढ़ो|आगे बढ़िए|जारी रखो|जारी रखिए',
  'اسأل\\S*|تابع\\S*|أكمل\\S*|استمر\\S*|يمكنك أن تسأل\\S*',
];
const SPACED = new RegExp(`^${YES}(?:${GOES_ON.join('|')})(?: please| then| bitte| now)*$`, 'u');
const UNSPACED =
  /^(?:好的?|可以|行|嗯|はい|ええ)*(?:继续(?:吧|问|問)*|繼續(?:吧|問)*|(?:你|您)?(?:可以)?[问問]吧?|続けて(?:ください)?|聞いて(?:ください|いいです|いいですよ|いい)?|質問して(?:ください|いいです|いい)?)$/u;

/** Whether a message does nothing but say that questions are welcome, in one of the languages that the agent's own words are in. */
export function wantsQuestions(text: string): boolean {
  if (text.length > LONGEST) return false;
  const sentences = plainSentences(text);
  const said = sentences.join(' ');
  return sentences.length > 0 && (SPACED.test(said) || UNSPACED.test(said.replaceAll(' ', '')));
}
