import type { Screening } from './screen.ts';

/** What the agent says before anything else. Resources stand between `resources` and `emergency`. */
export interface CrisisWords {
  /** BCP 47. */
  readonly language: string;
  /** Takes what was said seriously, without a lecture. */
  readonly opening: string;
  /** Leads to the list of those who help. */
  readonly resources: string;
  readonly emergency: string;
  /** The conversation goes on, and the question is answered. */
  readonly staying: string;
}

type Sentences = Omit<CrisisWords, 'language' | 'opening'> & {
  readonly crisis: string;
  readonly concern: string;
};

const WORDS: Readonly<Record<string, Sentences>> = {
  en: {
    crisis:
      'Thank you for writing this. It sounds as if somebody is in real danger, and nobody should be alone with that.',
    concern: 'What you write sounds heavy. You do not have to carry it alone.',
    resources: 'These people listen and help:',
    emergency: 'If there is danger at this moment, call the emergency number or go to somebody who is near.',
    staying: 'We can go on talking here, and I will answer what you asked.',
  },
  es: {
    crisis:
      'Gracias por escribirlo. Suena a que alguien corre verdadero peligro, y nadie debería estar a solas con eso.',
    concern: 'Lo que cuentas suena muy duro. No hace falta cargar con ello a solas.',
    resources: 'Estas personas escuchan y ayudan:',
    emergency:
      'Si hay peligro en este momento, llama al número de emergencias o acude a alguien que esté cerca.',
    staying: 'Podemos seguir hablando aquí, y respondo a lo que preguntaste.',
  },
  de: {
    crisis:
      'Danke, dass du das schreibst. Es klingt, als sei jemand wirklich in Gefahr, und damit sollte niemand allein sein.',
    concern: 'Was du schreibst, klingt schwer. Du musst das nicht allein tragen.',
    resources: 'Diese Menschen hören zu und helfen:',
    emergency: 'Wenn gerade jetzt Gefahr besteht, ruf den Notruf an oder geh zu jemandem in der Nähe.',
    staying: 'Wir können hier weiterreden, und ich antworte auf das, was du gefragt hast.',
  },
  fr: {
    crisis:
      'Merci de l’avoir écrit. On dirait que quelqu’un est vraiment en danger, et personne ne devrait rester seul avec cela.',
    concern: 'Ce que tu écris semble lourd à porter. Tu n’as pas à le porter sans aide.',
    resources: 'Ces personnes écoutent et aident :',
    emergency:
      'S’il y a un danger en ce moment, appelle le numéro d’urgence ou va vers quelqu’un qui est proche.',
    staying: 'Nous pouvons continuer à parler ici, et je réponds à ta question.',
  },
  pt: {
    crisis:
      'Obrigado por escrever isto. Parece que alguém corre perigo de verdade, e ninguém deveria ficar a sós com isso.',
    concern: 'O que você conta parece muito pesado. Não é preciso carregar isso sem ajuda.',
    resources: 'Estas pessoas escutam e ajudam:',
    emergency:
      'Se há perigo neste momento, ligue para o número de emergência ou procure alguém que esteja perto.',
    staying: 'Podemos continuar a conversar aqui, e respondo ao que você perguntou.',
  },
  it: {
    crisis:
      'Grazie di averlo scritto. Sembra che qualcuno sia davvero in pericolo, e nessuno dovrebbe affrontarlo senza aiuto.',
    concern: 'Quello che scrivi sembra pesante. Non occorre portarlo senza aiuto.',
    resources: 'Queste persone ascoltano e aiutano:',
    emergency:
      'Se c’è pericolo in questo momento, chiama il numero di emergenza o va’ da qualcuno che è vicino.',
    staying: 'Possiamo continuare a parlare qui, e rispondo a quello che hai chiesto.',
  },
  nl: {
    crisis:
      'Dank je dat je dit schrijft. Het klinkt alsof iemand echt in gevaar is, en daar zou niemand alleen mee moeten zijn.',
    concern: 'Wat je schrijft klinkt zwaar. Je hoeft het niet alleen te dragen.',
    resources: 'Deze mensen luisteren en helpen:',
    emergency: 'Is er op dit moment gevaar, bel dan het alarmnummer of ga naar iemand in de buurt.',
    staying: 'We kunnen hier verder praten, en ik geef antwoord op wat je vroeg.',
  },
  pl: {
    crisis:
      'Dziękuję za te słowa. Brzmi to tak, jakby ktoś był w prawdziwym niebezpieczeństwie, a z tym nikt nie powinien być sam.',
    concern: 'To, co piszesz, brzmi bardzo ciężko. Nie trzeba dźwigać tego w samotności.',
    resources: 'Te osoby słuchają i pomagają:',
    emergency:
      'Jeśli niebezpieczeństwo jest teraz, zadzwoń pod numer alarmowy albo idź do kogoś, kto jest blisko.',
    staying: 'Możemy dalej tu rozmawiać, a ja odpowiem na pytanie.',
  },
  ru: {
    crisis:
      'Спасибо, что об этом написано здесь. Похоже, кто-то в настоящей опасности, и с этим никто не должен оставаться в одиночестве.',
    concern: 'То, о чём ты пишешь, звучит тяжело. Не обязательно нести это в одиночку.',
    resources: 'Эти люди выслушают и помогут:',
    emergency: 'Если опасность прямо сейчас, позвони по номеру экстренной помощи или иди к тому, кто рядом.',
    staying: 'Мы можем говорить здесь дальше, и я отвечу на вопрос.',
  },
  zh: {
    crisis: '谢谢你写出来。听起来有人正处在真正的危险之中，谁都不该独自面对这样的事。',
    concern: '你写的这些听起来很沉重，你不必一个人扛着。',
    resources: '这些人会倾听，也会帮忙：',
    emergency: '如果此刻就有危险，请拨打急救或报警电话，或者去找身边的人。',
    staying: '我们可以在这里继续谈，你问的事我也会回答。',
  },
  ja: {
    crisis:
      '書いてくださってありがとうございます。誰かが本当に危険な状態にあるように思えます。そのことを一人で抱えないでください。',
    concern: 'とてもつらいことのように思えます。一人で抱えなくて大丈夫です。',
    resources: '話を聴き、力になってくれる人たちです：',
    emergency: '今まさに危険があるときは、緊急の番号に電話するか、近くにいる人のところへ行ってください。',
    staying: 'ここで話を続けることもできます。ご質問にもお答えします。',
  },
  hi: {
    crisis: 'यह लिखने के लिए धन्यवाद। लगता है कि कोई सचमुच खतरे में है, और ऐसे में किसी को अकेले नहीं रहना चाहिए।',
    concern: 'जो लिखा है वह बहुत भारी लगता है। इसे अकेले उठाना ज़रूरी नहीं है।',
    resources: 'ये लोग सुनते हैं और मदद करते हैं:',
    emergency: 'अगर इसी समय खतरा है, तो आपातकालीन नंबर पर फ़ोन करें या किसी पास के व्यक्ति के पास जाएँ।',
    staying: 'हम यहाँ बात जारी रख सकते हैं, और पूछे गए सवाल का जवाब भी मिलेगा।',
  },
  ar: {
    crisis: 'شكرا على كتابة هذا. يبدو أن هناك من هو في خطر حقيقي، ولا ينبغي لأحد أن يواجه ذلك وحده.',
    concern: 'ما كتبته يبدو ثقيلا جدا. لا داعي لحمل ذلك بلا سند.',
    resources: 'هؤلاء يستمعون ويساعدون:',
    emergency: 'إذا كان الخطر الآن، يرجى الاتصال برقم الطوارئ أو الذهاب إلى شخص قريب.',
    staying: 'يمكننا أن نواصل الحديث هنا، وسأجيب عن السؤال.',
  },
};

const FALLBACK = 'en';

/**
 * The fixed sentences for an alarm, in the language the alarm was raised in, else in the locale's, else in English: a person
 * in danger reads the language they have just written.
 * @param locale BCP 47
 */
export function crisisWords(
  level: 'concern' | 'crisis',
  { matches }: Pick<Screening, 'matches'>,
  locale: string | undefined,
): CrisisWords {
  const wanted = [...matches, locale ?? ''].map((tag) => tag.toLowerCase().split(/[-_]/u)[0] ?? '');
  const language = wanted.find((tag) => Object.hasOwn(WORDS, tag)) ?? FALLBACK;
  const words = WORDS[language] ?? WORDS[FALLBACK];
  if (words === undefined) throw new Error('crisis words: the fallback language is missing');
  const { resources, emergency, staying } = words;
  return { language, opening: words[level], resources, emergency, staying };
}
