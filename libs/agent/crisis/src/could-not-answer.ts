import { inTheirLanguage, type Translations } from './in-their-language.ts';
import type { Screening } from './screen.ts';

const WORDS: Translations = {
  en: 'I am sorry, I cannot answer you at this moment. Please write to me again in a little while.',
  es: 'Lo siento, en este momento no puedo responderte. Por favor, vuelve a escribirme dentro de un rato.',
  de: 'Es tut mir leid, ich kann dir gerade nicht antworten. Bitte schreib mir in einer Weile noch einmal.',
  fr: 'Je suis désolé, je ne peux pas te répondre en ce moment. Écris-moi de nouveau dans un instant, s’il te plaît.',
  pt: 'Sinto muito, não consigo responder neste momento. Por favor, escreva de novo daqui a pouco.',
  it: 'Mi dispiace, in questo momento non riesco a risponderti. Per favore, scrivimi di nuovo tra un po’.',
  nl: 'Het spijt me, ik kan je op dit moment niet antwoorden. Schrijf me alsjeblieft over een tijdje nog eens.',
  pl: 'Przepraszam, w tej chwili nie mogę odpowiedzieć. Proszę, napisz do mnie jeszcze raz za jakiś czas.',
  ru: 'Мне жаль, сейчас я не могу ответить. Пожалуйста, напиши мне ещё раз немного позже.',
  zh: '很抱歉，我此刻没办法回答你。请过一会儿再写给我。',
  ja: '申し訳ありません。今はお答えすることができません。少ししてから、もう一度書いてください。',
  hi: 'माफ़ कीजिए, इस समय जवाब नहीं दिया जा सकता। कृपया थोड़ी देर बाद फिर से लिखें।',
  ar: 'آسف، لا أستطيع الإجابة في هذه اللحظة. أرجو أن تكتب لي مرة أخرى بعد قليل.',
};

/**
 * What a person is told when nobody can answer them, in the language of crisisWords.
 * @param locale BCP 47
 */
export function couldNotAnswer(screening: Pick<Screening, 'matches'>, locale: string | undefined): string {
  return inTheirLanguage(WORDS, 'concern', screening, locale);
}
