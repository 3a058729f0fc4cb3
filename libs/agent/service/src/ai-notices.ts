import type { AttributeKey } from '@rookery/shared-scenario';

/** What a deployment says of what people talk with. */
export interface AiNotices {
  /** At the beginning of a conversation, by locale; undefined: it is not said. */
  readonly ai: ((locale: string | undefined) => string) | undefined;
  /** To people who are known to be under 18, by locale. */
  readonly minor: (locale: string | undefined) => string;
  /** Time between two reminders of such, in milliseconds. */
  readonly minorEveryMs: number;
}

interface Words {
  readonly ai: string;
  readonly minor: string;
}

/** In the languages of the crisis screen. */
const WORDS: Readonly<Record<string, Words>> = {
  en: {
    ai: 'You are talking with an AI, not with a person.',
    minor:
      'A reminder: this is an AI, not a person. It is good to take a break now and then, and to talk with people you trust.',
  },
  es: {
    ai: 'Estás hablando con una inteligencia artificial, no con una persona.',
    minor:
      'Un recordatorio: esto es una inteligencia artificial, no una persona. Es bueno hacer una pausa de vez en cuando y hablar con personas de confianza.',
  },
  de: {
    ai: 'Du sprichst mit einer KI, nicht mit einem Menschen.',
    minor:
      'Zur Erinnerung: Das hier ist eine KI, kein Mensch. Es tut gut, ab und zu eine Pause zu machen und mit Menschen zu reden, denen du vertraust.',
  },
  fr: {
    ai: 'Tu parles avec une intelligence artificielle, pas avec une personne.',
    minor:
      'Un rappel : c’est une intelligence artificielle, pas une personne. Il est bon de faire une pause de temps en temps et de parler avec des gens de confiance.',
  },
  pt: {
    ai: 'Você está falando com uma inteligência artificial, não com uma pessoa.',
    minor:
      'Um lembrete: isto é uma inteligência artificial, não uma pessoa. É bom fazer uma pausa de vez em quando e conversar com pessoas de confiança.',
  },
  it: {
    ai: 'Stai parlando con un’intelligenza artificiale, non con una persona.',
    minor:
      'Un promemoria: questa è un’intelligenza artificiale, non una persona. Fa bene prendersi una pausa ogni tanto e parlare con persone di fiducia.',
  },
  nl: {
    ai: 'Je praat met een AI, niet met een mens.',
    minor:
      'Even ter herinnering: dit is een AI, geen mens. Het is goed om af en toe pauze te nemen en met mensen te praten die je vertrouwt.',
  },
  pl: {
    ai: 'Rozmawiasz ze sztuczną inteligencją, nie z człowiekiem.',
    minor:
      'Przypomnienie: to sztuczna inteligencja, nie człowiek. Dobrze jest od czasu do czasu zrobić przerwę i porozmawiać z ludźmi, którym ufasz.',
  },
  ru: {
    ai: 'Ты говоришь с искусственным интеллектом, а не с человеком.',
    minor:
      'Напоминание: это искусственный интеллект, а не человек. Полезно иногда делать перерыв и говорить с людьми, которым доверяешь.',
  },
  zh: {
    ai: '你正在与人工智能对话，对面不是真人。',
    minor: '提醒一下：这是人工智能，不是真人。偶尔休息一下，和你信任的人聊聊，会有好处。',
  },
  ja: {
    ai: 'お話ししているのはAIであり、人間ではありません。',
    minor:
      'お知らせ：これはAIであり、人間ではありません。ときどき休憩をとり、信頼できる人と話すことも大切です。',
  },
  hi: {
    ai: 'यह बातचीत एक एआई से हो रही है, किसी व्यक्ति से नहीं।',
    minor: 'याद रखें: यह एक एआई है, कोई व्यक्ति नहीं। बीच-बीच में विराम लेना और भरोसेमंद लोगों से बात करना अच्छा है।',
  },
  ar: {
    ai: 'هذه محادثة مع ذكاء اصطناعي، وليست مع إنسان.',
    minor:
      'تذكير: هذا ذكاء اصطناعي وليس إنسانا. من المفيد أخذ استراحة بين حين وآخر، والحديث مع أشخاص موثوقين.',
  },
};

/**
 * What a deployment has configured.
 * @param notice `on`: in the language of the locale, else in English; `off`: it is not said; anything else: these words for everybody
 */
export function deployedAiNotices(notice: string, minorEveryHours: number): AiNotices {
  const ai = notice === 'on' ? inLanguage('ai') : () => notice;
  return {
    ai: notice === 'off' ? undefined : ai,
    minor: inLanguage('minor'),
    minorEveryMs: minorEveryHours * 3_600_000,
  };
}

const inLanguage =
  (which: keyof Words) =>
  (locale: string | undefined): string => {
    const language = (locale ?? '').toLowerCase().split(/[-_]/u)[0] ?? '';
    return (Object.hasOwn(WORDS, language) ? WORDS[language] : WORDS['en'])?.[which] ?? '';
  };

const ADULT = 18;
const WORDS_OF_MINORS = /\b(?:minor|teen(?:ager)?|child|kid|adolescent|under\s?age)\b/iu;
const UNDER = /(?:under|below|younger than|less than|<)\s*(\d{1,3})/iu;

/** Whether what is known of a person says that they are under 18. What is not known says nothing. */
export function isKnownMinor(known: Readonly<Partial<Record<AttributeKey, string>>>): boolean {
  const age = known.age ?? '';
  const under = UNDER.exec(age)?.[1];
  if (under !== undefined) return Number(under) <= ADULT;
  const numbers = Array.from(age.matchAll(/\d{1,3}/gu), ([digits]) => Number(digits));
  if (numbers.length > 0) return !age.includes('+') && Math.max(...numbers) < ADULT;
  return WORDS_OF_MINORS.test(age);
}
