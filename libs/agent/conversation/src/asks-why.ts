import { plainSentences } from './plain-sentences.ts';

/** Longer messages say more than that they ask why, in characters. */
const LONGEST = 160;

/** How a language asks why: the word, and what makes it a question about our question. */
interface AskingWhy {
  /** Alone, or with `tail`, the whole sentence. */
  readonly why: string;
  /** Little words that may follow the word alone: "warum denn das". */
  readonly tail: string;
  /** Behind the word, these tell that our asking is meant, and not something in the person's life. */
  readonly about: string;
}

const LANGUAGES: readonly AskingWhy[] = [
  {
    why: "why|how come|what for|for what|what(?:'s| is) (?:the reason|it for|that for|this for)|for what reason|y",
    tail: 'though|that|this|so|exactly|please|tho',
    about:
      'ask(?:ing|ed)?|(?:you|u) (?:want|wanna|need|care)|to know|matters?|relevant|important|necessary|needed|your business|the question|(?:that|this|it) (?:help|count)s?|(?:you|u) interested',
  },
  {
    why: 'warum|wieso|weshalb|wozu|weswegen|wofür|aus welchem grund|zu welchem zweck',
    tail: 'denn|das|bitte|eigentlich|nur',
    about: 'frag\\w*|wissen|weißt|wichtig|relevant|brauch\\w*|interessier\\w*|(?:eine )?rolle|angeht|nötig',
  },
  {
    why: "pourquoi|dans quel but|à quoi (?:ça|cela) sert|pour quelle raison|c'est pour quoi",
    tail: 'ça|cela|donc|faire',
    about: 'demand\\w*|questions?|savoir|besoin|important|intéress\\w*|utile|pose[zs]?',
  },
  {
    why: 'por ?qu[eé]|para ?qu[eé]|con qué fin|por qué razón',
    tail: 'eso|esto|pues',
    about: 'pregunt\\w*|saber\\w*|necesit\\w*|import\\w*|interes\\w*',
  },
  {
    why: 'por ?qu[eê]|p(?:a)?ra qu[eê]|por que razão|por que motivo',
    tail: 'isso|isto',
    about: 'pergunt\\w*|saber|precis\\w*|import\\w*|interess\\w*',
  },
  {
    why: "perch[eéè]|come mai|a che scopo|a cosa (?:ti )?serve|per quale motivo|a che (?:ti )?serve|perche'",
    tail: 'questo|mai|scusa',
    about: 'chied\\w*|domand\\w*|saper\\w*|import\\w*|serv\\w*|interess\\w*',
  },
  {
    why: 'waarom|waartoe|waarvoor|hoezo|met welk doel',
    tail: 'dat|dan|eigenlijk',
    about: 'vraa?g\\w*|weten|belangrijk|nodig|uitmaakt|ertoe|interess\\w*',
  },
  {
    why: 'dlaczego|czemu|po co|w jakim celu',
    tail: 'to|tak',
    about: 'pyta\\w*|wiedzieć|ważn\\w*|potrzeb\\w*|istotn\\w*|interes\\w*',
  },
  {
    why: 'почему|зачем|для чего|к чему|с какой целью|по какой причине',
    tail: 'это|же|так',
    about: 'спраш\\S*|спрос\\S*|вопрос\\S*|знать|важно|нужно|надо|интерес\\S*',
  },
  {
    why: 'क्यों|क्यूँ|क्यूं|क्यो|किसलिए|किस लिए|kyu|kyun|kyon',
    tail: 'भला|ji',
    about: 'पूछ\\S*|जान\\S*|ज़?रूरी|puch\\w*|pooch\\w*|jaan\\w*',
  },
  {
    why: 'لماذا|ليش|ليه|لم|لما|لمَ|ما السبب|لأي سبب|علاش',
    tail: 'هذا|ذلك',
    about: 'تسأل\\S*|سؤال\\S*|السؤال|تعرف\\S*|معرفة|مهم|تحتاج\\S*|يهم\\S*|تريد\\S*',
  },
];

const LEAD =
  '(?:(?:and|but|ok|okay|oh|hmm+|hm|um|sorry|wait|huh|und|aber|et|mais|y|pero|e|mas|ma|en|maar|a|ale|no|но|а|و|आप|तुम|तू|यह|ये|aap|tum) )*';
const SPACED: readonly RegExp[] = LANGUAGES.flatMap(({ why, tail, about }) => [
  new RegExp(`^${LEAD}(?:${why})(?: (?:${tail}))*$`, 'u'),
  new RegExp(`^${LEAD}(?:${why}) (?:.* )?(?:${about})(?: .*)?$`, 'u'),
]);
const OTHER_FORMS: readonly RegExp[] = [
  /^(?:can|could|may|might) i (?:ask|know) why(?: .*)?$/u,
  /^(?:tell me|explain) why(?: you .*)?$/u,
  /^what makes you (?:ask|want to know)(?: .*)?$/u,
  /^what (?:has|does) (?:that|this|it) (?:got )?(?:to )?(?:do|have to do) with .*$/u,
  /^what do you need (?:that|this|it|to know that|to know this|to know) for$/u,
  /^how is (?:that|this|it) (?:relevant|important)$/u,
  /^darf ich (?:fragen|wissen) (?:warum|wieso|weshalb)(?: .*)?$/u,
];
/** Signs without spaces between words: the word, and nothing but our asking beside it. */
const UNSPACED: readonly RegExp[] = [
  /^(?:请问|那|可是|但是)?(?:你|您)?(?:为什么|為什麼|为何|為何|为啥|干嘛|干吗|怎么)(?:呢|啊|呀|这么|这样|那)*$/u,
  /(?:为什么|為什麼|为何|為何|为啥|干嘛|干吗).*(?:问|問|想知道|要知道|重要|需要|关系|關係)/u,
  /^(?:それは|でも|えっと|あの)?(?:なぜ|なんで|何で|何故|どうして|何のため(?:に)?)(?:ですか|なの|なんですか|でしょうか|か|そんなこと)*$/u,
  /(?:なぜ|なんで|何で|何故|どうして|何のため).*(?:聞|訊|きく|きき|知り|必要|大切|大事|質問|尋)/u,
];

/**
 * Whether a message does nothing but ask why it was asked, in one of the languages that the agent's own words are in: "why?",
 * "Why do you ask?", "¿Para qué lo quiere saber?". Why something is so in the person's life is another question.
 */
export function asksWhy(text: string): boolean {
  if (text.length > LONGEST) return false;
  const sentences = plainSentences(text).filter((sentence) => !FILLER.test(sentence));
  return sentences.length > 0 && sentences.every(isAskingWhy);
}

const FILLER = /^(?:h+m+|u+m+|e+r+m*|oh|ok|okay|sorry|wait|well)$/u;

function isAskingWhy(sentence: string): boolean {
  const joined = sentence.replaceAll(' ', '');
  return (
    [...SPACED, ...OTHER_FORMS].some((form) => form.test(sentence)) ||
    UNSPACED.some((form) => form.test(joined))
  );
}
