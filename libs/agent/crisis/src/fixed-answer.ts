import { crisisWords } from './crisis-words.ts';
import type { Screening } from './screen.ts';

const WORDS: Readonly<Record<string, string>> = {
  en: 'I am glad that you wrote this, and I take it seriously. I cannot write you a longer answer at this moment. Please do not stay alone with it: call one of the people above now, or go to somebody who is near you and tell them what you told me. If there is something within reach that you could hurt yourself with, go away from it, or give it to somebody. You can write here again at any time, and I will ask you nothing unless you want me to.',
  es: 'Me alegra que lo hayas escrito, y lo tomo en serio. En este momento no puedo escribirte una respuesta más larga. Por favor, no te quedes a solas con esto: llama ahora a una de las personas de arriba, o ve con alguien que esté cerca y cuéntale lo que me contaste. Si tienes a mano algo con lo que podrías hacerte daño, aléjate de ello o dáselo a alguien. Puedes volver a escribir aquí en cualquier momento, y no te preguntaré nada si tú no quieres.',
  de: 'Gut, dass du das geschrieben hast; ich nehme es ernst. Eine längere Antwort kann ich dir gerade nicht schreiben. Bitte bleib damit nicht allein: Ruf jetzt einen der Menschen oben an, oder geh zu jemandem in deiner Nähe und sag, was du mir gesagt hast. Wenn etwas in Reichweite ist, womit du dich verletzen könntest, geh davon weg oder gib es jemandem. Du kannst hier jederzeit wieder schreiben, und ich frage dich nichts, wenn du es nicht möchtest.',
  fr: 'C’est bien que tu l’aies écrit, et je le prends au sérieux. Je ne peux pas t’écrire une réponse plus longue en ce moment. S’il te plaît, ne reste pas sans personne avec cela : appelle maintenant l’une des personnes ci-dessus, ou va vers quelqu’un qui est proche et dis-lui ce que tu m’as dit. Si tu as à portée de main de quoi te faire du mal, éloigne-t’en ou donne-le à quelqu’un. Tu peux écrire ici de nouveau à tout moment, et je ne te demanderai rien si tu ne le veux pas.',
  pt: 'Que bom que você escreveu isto; eu levo a sério. Neste momento não consigo escrever uma resposta mais longa. Por favor, não fique a sós com isso: ligue agora para uma das pessoas acima, ou procure alguém que esteja perto e conte o que me contou. Se houver por perto algo com que você possa se machucar, afaste-se ou entregue a alguém. Você pode escrever aqui de novo a qualquer momento, e não vou perguntar nada se você não quiser.',
  it: 'È bene che tu l’abbia scritto, e lo prendo sul serio. In questo momento non riesco a scriverti una risposta più lunga. Per favore, non restare senza nessuno accanto: chiama adesso una delle persone qui sopra, o va’ da qualcuno che è vicino e digli quello che hai detto a me. Se hai a portata di mano qualcosa con cui potresti farti del male, allontanati o dallo a qualcuno. Puoi scrivere di nuovo qui in qualsiasi momento, e non ti chiederò nulla se non lo vuoi.',
  nl: 'Goed dat je dit hebt geschreven; ik neem het serieus. Een langer antwoord kan ik je op dit moment niet schrijven. Blijf hier alsjeblieft niet alleen mee: bel nu een van de mensen hierboven, of ga naar iemand in de buurt en zeg wat je mij hebt gezegd. Ligt er iets binnen bereik waarmee je jezelf pijn kunt doen, ga er dan van weg of geef het aan iemand. Je kunt hier altijd weer schrijven, en ik vraag je niets als je dat niet wilt.',
  pl: 'Dobrze, że te słowa tu padły; traktuję je poważnie. W tej chwili nie mogę napisać dłuższej odpowiedzi. Proszę, nie zostawaj z tym bez nikogo: zadzwoń teraz do jednej z osób powyżej albo idź do kogoś, kto jest blisko, i powiedz mu to samo co mnie. Jeśli w zasięgu ręki jest coś, czym możesz zrobić sobie krzywdę, odejdź od tego albo oddaj to komuś. Możesz tu napisać znowu w każdej chwili, a ja nie zapytam o nic, jeśli tego nie chcesz.',
  ru: 'Хорошо, что это сказано; я отношусь к этому серьёзно. Сейчас я не могу написать более длинный ответ. Пожалуйста, не оставайся с этим без поддержки: позвони сейчас кому-нибудь из тех, кто назван выше, или иди к тому, кто рядом, и скажи ему то же, что мне. Если под рукой есть что-то, чем можно себе навредить, отойди от этого или отдай кому-нибудь. Сюда можно написать снова в любое время, и я ни о чём не спрошу, если ты этого не хочешь.',
  zh: '谢谢你把这些写下来，我很认真地看待它。此刻我没办法给你写更长的回答。请不要一个人扛着：现在就打电话给上面的某个人，或者去找身边的人，把你告诉我的话告诉他们。如果手边有可能伤到自己的东西，请离开它，或者把它交给别人。你随时可以再写给我，你不愿意的话，我什么都不会问。',
  ja: '書いてくださってありがとうございます。真剣に受けとめています。今は、これより長いお返事を書くことができません。どうか一人で抱えないでください。上に挙げたところに今すぐ電話するか、近くにいる人のところへ行って、ここに書いたことを話してください。自分を傷つけるかもしれないものが手の届くところにあれば、そこから離れるか、誰かに預けてください。いつでもまたここに書いてください。望まれないかぎり、こちらからは何もお尋ねしません。',
  hi: 'अच्छा हुआ कि यह लिखा गया, और मैं इसे गंभीरता से लेता हूँ। इस समय इससे लंबा जवाब नहीं लिखा जा सकता। कृपया इसके साथ अकेले न रहें: ऊपर दिए गए लोगों में से किसी को अभी फ़ोन करें, या किसी पास के व्यक्ति के पास जाएँ और वही बताएँ जो यहाँ लिखा है। अगर पास में कोई ऐसी चीज़ है जिससे चोट पहुँच सकती है, तो उससे दूर हो जाएँ या किसी को दे दें। यहाँ किसी भी समय फिर से लिखा जा सकता है, और बिना इच्छा के कुछ नहीं पूछा जाएगा।',
  ar: 'جيد أنك كتبت هذا، وأنا آخذه على محمل الجد. لا أستطيع الآن كتابة جواب أطول. أرجو ألا يبقى هذا معك بلا سند: اتصال الآن بأحد المذكورين أعلاه، أو الذهاب إلى شخص قريب وإخباره بما كتبته لي. إذا كان في المتناول شيء قد يؤذيك فالأفضل الابتعاد عنه أو إعطاؤه لشخص آخر. يمكن الكتابة هنا من جديد في أي وقت، ولن أسأل عن شيء إلا برغبتك.',
};

/**
 * The answer to somebody who may be in danger where no model gives one: it stays with what they said, and leads to the people who
 * are named above it. In the language of crisisWords.
 * @param locale BCP 47
 */
export function fixedAnswer(screening: Pick<Screening, 'matches'>, locale: string | undefined): string {
  const { language } = crisisWords('crisis', screening, locale);
  const words = WORDS[language] ?? WORDS['en'];
  if (words === undefined) throw new Error('fixed answer: the fallback language is missing');
  return words;
}
