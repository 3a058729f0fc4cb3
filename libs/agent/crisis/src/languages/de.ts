import type { CrisisLanguage } from '../language.ts';

const WANT = 'will|möchte|moechte|werde|würde|wollte|muss|plane|kann|könnte|mag';
const MANY =
  'alle|ganze|ganzen|zu_viele|viele|packung|schachtel|flasche|röhrchen|handvoll|überdosis|dreißig|vierzig|fünfzig|##';
const PILLS = 'tabletten|pillen|schlaftabletten|schmerztabletten|medikamente|paracetamol';
const THEY =
  'er|sie|mann|ehemann|freund|freundin|frau|partner|partnerin|vater|mutter|stiefvater|papa|mama|ex|onkel';
const OTHER = `bruder|schwester|sohn|tochter|kollege|kollegin|nachbar|nachbarin|mitbewohner|mitbewohnerin|jemand|kumpel|schüler|schülerin|cousin|cousine|tante|oma|opa|${THEY}`;

export const GERMAN: CrisisLanguage = {
  tag: 'de',
  script: 'latin',
  phrases: {
    'want-to-die': [
      `ich .. ${WANT} .. sterben|tot_sein|nur_noch_sterben`,
      'will|möchte einfach|nur? sterben|tot_sein',
      'ich wäre|waere|wünschte .. tot|gestorben',
      'besser ohne mich',
      'besser wenn ich tot|nicht_mehr|weg',
      'habe es? verdient zu sterben',
    ],
    'end-life': [
      'ich|will|werde|möchte|muss|mich .. mich umbringen|umzubringen|töten|zu_töten|erhängen|aufhängen|erschießen|ertränken',
      'bringe|bring mich .. um',
      'mir .. das_leben|mein_leben .. nehmen|zu_nehmen|nehme|beenden',
      'mein leben beenden|zu_beenden',
      'mein|meinem leben .. ein_ende|schluss',
      'schluss|ende .. mit|machen mit? meinem leben',
      'selbstmord|suizid begehen|machen|zu_begehen|mache|ist_der',
      'ich .. denke|plane|gedanken .. an|meinen? selbstmord|suizid',
      'pulsadern|adern .. aufschneiden|aufschneide',
      'mein|meinen|meine abschiedsbrief',
      'ich springe gleich|jetzt|von|vor',
      'vor den zug',
    ],
    suicidal: [
      'ich .. suizidal|lebensmüde|selbstmordgefährdet',
      'ich|meine .. suizidgedanken|selbstmordgedanken',
    ],
    method: [
      'schmerzlos|schmerzloseste|schnellste|einfachste .. art|weg|methode .. sterben|umzubringen|selbstmord|suizid',
      'wie .. ich|man .. schmerzlos|schnell .. sterben|umbringen',
      'wie bringe ich mich um',
    ],
    overdose: [
      `habe|hab .. ${MANY} .. ${PILLS} .. genommen|geschluckt`,
      'habe|hab .. überdosis .. genommen',
      'habe|hab .. gift .. getrunken|geschluckt',
    ],
    'on-the-brink': [
      'ich .. strick|seil .. gekauft|vorbereitet|besorgt',
      'stehe|sitze|steh .. brücke|dach|gleisen|gleis|abgrund|hochhaus|geländer .. springe|springen|runter|warte',
      'stehe auf dem dach|den_gleisen',
      'springe gleich',
      'habe|halte .. messer|pistole|klinge|strick|seil .. handgelenk|hals|kopf|hand',
    ],
    'self-harm': [
      'ich|habe .. ritze|ritzen|schneide|schneiden|verletze|verletzen mich|mir|selbst .. gerade|wieder|jetzt|heute',
      'ich .. will|möchte|muss|drang .. mich .. ritzen|schneiden|verletzen|selbst_verletzen',
      'ich ritze mich',
      'mich .. wieder .. geritzt|geschnitten|verletzt',
    ],
    goodbye: [
      'lebt wohl',
      'das ist mein abschied|letzter|letztes',
      'meine letzte|letzten nachricht|worte',
      'morgen .. nicht_mehr .. da|hier|am_leben',
      'wenn ihr das lest',
      'wenn du das liest',
    ],
    violence: [
      'ich|gleich|morgen|heute bringe|bring|steche|werde .. ihn|sie|alle|meine_frau|meinen_chef|jemanden .. um|ab|erschießen|umbringen|töten .. messer|waffe|heute|morgen|$',
      'morgen|heute|gleich .. bringe|bring ich ihn|sie|alle um',
      'nehme|bringe .. messer|waffe|pistole mit? in_die_schule|zur_arbeit|zur_schule',
    ],
    threat: ['ich .. will|werde|könnte .. ihn|sie|jemanden .. umbringen|töten|verletzen'],
    'abuse-now': [
      `${THEY} .. würgt|schlägt|verprügelt|vergewaltigt|bedroht mich .. gerade|jetzt|nicht_raus|nicht_weg|messer`,
      `${THEY} .. würgt|vergewaltigt mich`,
      'lässt mich nicht raus|gehen|weg',
      'hat mich eingesperrt|vergewaltigt',
    ],
    'abuse-told': [
      `${THEY} .. schlägt|schlug|bedroht|verprügelt|misshandelt mich`,
      'angst vor meinem mann|freund|vater|stiefvater|partner|ex',
      'droht mich umzubringen',
    ],
    'child-in-danger': [
      'stiefvater|vater|onkel|opa|lehrer .. fasst|berührt|missbraucht mich',
      'angst .. meinem|meinen kind|baby .. weh|etwas antun',
    ],
    'other-in-danger': [
      `${OTHER} .. hat .. ${MANY} .. ${PILLS}`,
      `${OTHER} .. atmet|reagiert nicht`,
      `${OTHER} .. brücke|dach .. springen`,
    ],
    'other-person': [
      `${OTHER} .. nicht_mehr leben|da_sein will|möchte|mag`,
      `${OTHER} .. will|möchte|wollte|droht .. sich .. umbringen|umzubringen|das_leben_nehmen|etwas_antun`,
      `${OTHER} .. will|möchte|sagt .. sterben|tot_sein`,
      `${OTHER} .. ritzt|verletzt|schneidet sich`,
      `${OTHER} .. suizidal|selbstmord|suizid|selbstmordgedanken`,
      `${OTHER} .. umgebracht`,
    ],
    'attempt-told': [
      'ich|mein|meinem|meinen .. suizidversuch|selbstmordversuch',
      'versucht mich umzubringen',
      'versucht mir das leben zu nehmen',
    ],
    'self-harm-told': ['früher|jahrelang .. geritzt', 'narben .. verstecken|verbergen'],
    means: [
      'wie viele|viel .. tabletten|paracetamol|schlaftabletten .. sterben|tödlich|umbringen',
      'tödliche dosis',
      'wo .. zyankali',
    ],
    passive: [
      'will|möchte|mag .. nicht_mehr leben|da_sein|aufwachen|hier_sein|existieren|weiterleben|lebn',
      'nicht mehr aufwachen|aufzuwachen',
      'nie geboren',
      'keine lust|kraft .. mehr? zu leben',
      'einschlafen und nicht|nie',
      'müde .. vom leben',
      'lebensmüde',
    ],
    hopeless: [
      'ich kann nicht mehr $|,',
      'ich halte .. nicht_mehr aus',
      'alles ist|so? sinnlos|hoffnungslos',
      'kein|keinen sinn|grund .. leben|mehr',
      'allen|alle|euch|meiner_familie .. last',
      'leben .. nicht lebenswert',
      'sehe keinen|keine ausweg|zukunft|hoffnung',
    ],
  },
  negations: ['nicht', 'nie', 'niemals', 'kein', 'keine', 'keinen', 'nein', 'ohne', 'nichts'],
  negationsAfter: [],
  notNegating: ['weiß', 'mehr', 'nur', 'warum'],
  breaks: ['ich', 'und', 'aber', 'weil', 'dass', 'er', 'mein', 'meine', 'denn'],
  denials: ['glaube nicht dass', 'denke nicht dass'],
  past: [
    'vor .. jahren|monaten|jahrzehnten',
    'letztes|voriges jahr',
    'früher',
    'damals',
    'als ich .. jung|kind|jahre|war',
    'als kind|jugendliche|jugendlicher',
  ],
  present: ['wieder', 'heute', 'jetzt', 'immer noch', 'gerade'],
  reported: ['er|sie sagt|sagte', 'hat .. gesagt', 'sagt dass'],
  framing: [
    'lied|songtext|song|refrain',
    'film|roman|krimi|geschichte|figur|gedicht|buch|hauptfigur|serie|drehbuch',
    'zitat|sagte|schrieb|statistik|bericht|nachrichten|zeitung',
    'spiel|level',
    'studie|doktorarbeit|prävention',
  ],
  idioms: [
    'sterbe|sterben vor',
    'lache|gelacht mich .. tot|kaputt',
    'bringt|bringen mich noch? um',
    'zu tode',
    'sterben für',
    'schluss mit meinem|meiner freund|freundin',
    'bringt mich um wenn',
    'suizidprävention|suizidrate',
  ],
  repaired: ['selbstmord', 'suizid', 'umbringen', 'suizidal', 'tabletten', 'schlaftabletten'],
  uncensored: ['sterben', 'töten', 'ritzen'],
};
