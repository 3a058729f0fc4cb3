import type { CrisisLanguage } from '../language.ts';

const WANT =
  'chcę|chce|chciałbym|chciałabym|zamierzam|pragnę|muszę|wolę|planuję|postanowiłem|postanowiłam|mam_ochotę';
const MANY =
  'wszystkie|całe|cały|całą|opakowanie|garść|za_dużo|mnóstwo|butelkę|pudełko|listek|trzydzieści|czterdzieści|##';
const PILLS = 'tabletek|tabletki|leki|leków|pigułki|proszki|proszków|paracetamolu|nasennych';
const THEY = 'on|ona|mąż|żona|chłopak|dziewczyna|partner|partnerka|ojciec|matka|ojczym|tata|mama|brat|wujek';
const OTHER = `przyjaciel|przyjaciółka|kolega|koleżanka|siostra|syn|córka|kuzyn|kuzynka|sąsiad|sąsiadka|ktoś|uczeń|uczennica|${THEY}`;

export const POLISH: CrisisLanguage = {
  tag: 'pl',
  script: 'latin',
  phrases: {
    'want-to-die': [
      `${WANT} po|tylko? .. umrzeć|zdechnąć|nie_żyć|być_martwy|być_martwa`,
      'chcę śmierci',
      'lepiej beze mnie',
      'lepiej gdybym nie_żył|nie_żyła|umarł|umarła',
      'zasługuję na śmierć',
    ],
    'end-life': [
      `${WANT} .. się|siebie zabić|powiesić|utopić|zastrzelić`,
      `${WANT} zabić|powiesić się|siebie`,
      'zabiję|powieszę|zabije się',
      'popełnić|popełnię|popelnic samobójstwo',
      'ze|z sobą skończyć|kończę',
      'skończyć|skończę ze|z sobą|życiem|tym_wszystkim',
      'odebrać|odbiorę sobie życie',
      'podciąć|podetnę|ciąć sobie? żyły',
      'list pożegnalny',
      'skończyć z tym raz',
      'myślę|myśli o .. samobójstwie',
    ],
    suicidal: ['mam .. myśli samobójcze|samobojcze', 'jestem .. samobójczy'],
    method: [
      'jak .. bezboleśnie|szybko .. umrzeć|zabić',
      'bezbolesny|najłatwiejszy|najszybszy sposób .. umrzeć|śmierć|samobójstwo|zabić',
      'jak się zabić|powiesić',
      'jak popełnić samobójstwo',
    ],
    overdose: [
      `wzięłam|wziąłem|połknęłam|połknąłem|zażyłam|zażyłem|łyknąłem|łyknęłam .. ${MANY} .. ${PILLS}`,
      'przedawkowałem|przedawkowałam',
    ],
    'on-the-brink': [
      'kupiłem|kupiłam|przygotowałem|przygotowałam sznur',
      'stoję|siedzę .. moście|dachu|torach|krawędzi|balkonie .. skoczę|skoczyć|skaczę',
      'zaraz skoczę|skaczę',
      'stoję na dachu|torach|krawędzi',
      'mam|trzymam .. nóż|żyletkę|pistolet|sznur .. nadgarstku|gardle|szyi|głowie|ręce',
    ],
    'self-harm': [
      'tnę|pociąłem|pocięłam się|sobie',
      'znowu|chcę .. się pociąć|ciąć|skrzywdzić|okaleczyć',
      'chcę się pociąć|okaleczyć',
      'zrobić sobie krzywdę',
    ],
    goodbye: [
      'żegnajcie|żegnaj świecie|wszyscy|na_zawsze|$|,',
      'moja ostatnia wiadomość',
      'jutro już? mnie|nie już? nie_będzie|będzie',
      'kiedy|gdy to przeczytacie|przeczytasz',
    ],
    violence: [
      'zabiję|zamorduję|zadźgam|zastrzelę go|ją|ich|wszystkich|żonę|szefa',
      'chcę|zamierzam zabić|zamordować go|ją|ich|wszystkich|żonę|szefa',
      'wezmę|przyniosę .. nóż|broń .. szkoły|pracy',
    ],
    threat: ['chcę .. skrzywdzić|zabić kogoś|go|ją'],
    'abuse-now': [
      `${THEY} .. mnie .. dusi|gwałci`,
      `${THEY} .. bije mnie|mnie teraz|i_nie|właśnie`,
      `${THEY} .. mnie bije i grozi|nie`,
      'nie wypuszcza mnie|mnie_z',
      'zamknął mnie',
      'zostałam zgwałcona',
      'grozi że mnie? zabije',
      'grozi , że mnie zabije',
    ],
    'abuse-told': [
      `${THEY} .. mnie bije|bił|uderzył|grozi|krzywdzi|pobił`,
      `${THEY} .. bije|bił|uderzył|pobił mnie`,
      'boję się mojego? męża|chłopaka|ojca|ojczyma|partnera',
    ],
    'child-in-danger': [
      'ojczym|ojciec|wujek|dziadek|nauczyciel .. mnie dotyka|molestuje|gwałci',
      'boję się że skrzywdzę .. dziecko|syna|córkę',
    ],
    'other-in-danger': [
      `${OTHER} .. wziął|wzięła|połknął|połknęła .. ${MANY} .. ${PILLS}`,
      `${OTHER} .. nie oddycha|reaguje`,
    ],
    'other-person': [
      `${OTHER} .. chce|chciał|chciała|próbował|próbowała|mówi_że_chce|grozi_że .. się_zabić|umrzeć|się_zabije|popełnić_samobójstwo`,
      `${OTHER} .. tnie się`,
      `${OTHER} .. się tnie|okalecza|zabił|zabiła|powiesił`,
      `${OTHER} .. samobójstwo|samobójstwie|samobójcze`,
    ],
    'attempt-told': [
      'próbowałem|próbowałam .. się_zabić|samobójstwo|odebrać_sobie',
      'moja|mojej próba|próbie samobójcza|samobójczej',
      'próba|próbę samobójcza|samobójczą',
    ],
    'self-harm-told': ['ciąłem|cięłam się', 'ukryć .. blizny'],
    means: [
      'ile .. tabletek|paracetamolu|leków .. umrzeć|śmiertelna|zabić',
      'śmiertelna dawka',
      'dawka śmiertelna',
    ],
    passive: [
      'nie chce|chcę mi? się|już? już? się? żyć|istnieć|obudzić',
      'nie chcę już? żyć|istnieć|tu_być',
      'się już? nie|więcej obudzić|obudzę',
      'nie obudzić|obudzić_się',
      'nigdy .. nie? urodził|urodziła|obudzić',
      'zasnąć i nie|nigdy|już',
      'zmęczony|zmęczona życiem',
      'nie mam siły żyć',
    ],
    hopeless: [
      'nie daję już? rady $|,',
      'nie mam już? po_co|siły żyć|$',
      'nie ma sensu|nadziei .. życie|dla_mnie|$',
      'jestem ciężarem',
      'życie nie ma|jest sensu|nic',
      'bez sensu życie',
      'nie widzę .. wyjścia|przyszłości|nadziei',
    ],
  },
  negations: ['nie', 'nigdy', 'bez', 'ani'],
  negationsAfter: [],
  notNegating: ['wiem', 'mogę', 'przestaję', 'tylko'],
  breaks: ['ja', 'i', 'ale', 'bo', 'mój', 'moja', 'że', 'on', 'ona'],
  denials: ['nie sądzę że', 'nie mówię że'],
  past: [
    'lat|lata|miesięcy temu',
    'rok|roku temu',
    'zeszłym roku',
    'kiedyś',
    'gdy|kiedy byłem|byłam|miałem|miałam',
    'w przeszłości',
    'w ##',
  ],
  present: ['znowu', 'znów', 'dzisiaj', 'dziś', 'teraz', 'wciąż', 'nadal'],
  reported: ['mówi|powiedział|powiedziała że', 'powiedział|powiedziała mi'],
  framing: [
    'piosenka|piosence|tekst|refren',
    'film|filmie|powieść|powieści|opowiadaniu|bohater|bohaterka|wiersz|książce|serialu',
    'liczba|statystyki|raport|wiadomości|gazeta',
    'gra|grze|poziom|bossa',
    'praca_magisterska|badania|zapobieganie',
  ],
  idioms: [
    'umieram|umrzeć|umrę ze|z|z_głodu śmiechu|głodu|nudów|ciekawości|wstydu|gorąca|zimna|pragnienia?',
    'mnie zabije|zabiją , jak|gdy|jeśli',
    'zabić czas|nudę',
    'termin mnie zabije',
    'mama|szef mnie zabije',
    'skończyć z paleniem|piciem',
  ],
  repaired: ['samobójstwo', 'samobójcze', 'tabletek', 'umrzeć'],
  uncensored: ['zabić', 'śmierć'],
};
