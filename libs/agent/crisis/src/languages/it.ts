import type { CrisisLanguage } from '../language.ts';

const WANT =
  'voglio|vojio|vorrei|sto_per|devo|penso_di|pensando_di|intenzione_di|deciso_di|ho_bisogno_di|preferisco';
const MANY =
  'tutte|tutti|tutta|intero|intera|scatola|flacone|confezione|blister|troppe|overdose|trenta|quaranta|cinquanta|##';
const PILLS = 'pillole|pastiglie|compresse|sonniferi|farmaci|medicine|paracetamolo|tachipirina';
const THEY =
  'lui|lei|marito|moglie|ragazzo|fidanzato|fidanzata|compagno|compagna|padre|madre|patrigno|ex|papà|mamma|fratello|zio';
const OTHER = `amico|amica|sorella|figlio|figlia|cugino|cugina|collega|vicino|vicina|qualcuno|studente|studentessa|nipote|${THEY}`;

export const ITALIAN: CrisisLanguage = {
  tag: 'it',
  script: 'latin',
  phrases: {
    'want-to-die': [
      `${WANT} solo|soltanto|davvero? morire|essere_morto|essere_morta|sparire_per_sempre`,
      'vorrei essere morto|morta',
      'meglio senza di_me',
      'meglio se fossi|ero morto|morta',
      'merito di morire',
    ],
    'end-life': [
      `mi|${WANT} .. ammazzare|uccidere|suicidare|impiccare|ammazzarmi|uccidermi|suicidarmi|impiccarmi|togliermi_la_vita`,
      'ammazzarmi|uccidermi|suicidarmi|impiccarmi',
      'togliermi la vita',
      'mi ammazzo|uccido|suicido|impicco',
      'farla|farli finita',
      'porre|mettere fine alla mia',
      'tagliarmi le vene',
      'mia lettera daddio|di_addio',
      'commettere suicidio',
      'buttarmi giù|dal|sotto|$',
    ],
    suicidal: ['ho .. pensieri|idee|istinti suicidi|di_suicidio', 'penso|pensando .. suicidio'],
    method: [
      'modo|metodo .. indolore|veloce|senza_dolore|meno_doloroso .. morire|suicidarsi|uccidersi',
      'come morire|suicidarsi|uccidersi senza|in_fretta?',
    ],
    overdose: [
      `ho .. preso|ingoiato|inghiottito|mandato_giù .. ${MANY} .. ${PILLS}|flacone|scatola`,
      'ho .. overdose',
      'ho bevuto candeggina|veleno',
    ],
    'on-the-brink': [
      'ho comprato|preparato la|una corda',
      'sono|seduto|seduta .. ponte|tetto|binari|balcone|cornicione .. buttarmi|saltare|lanciarmi',
      'sto per saltare|buttarmi|lanciarmi',
      'ho .. coltello|lama|pistola|corda .. polso|gola|collo|testa|mano',
    ],
    'self-harm': [
      'mi sto tagliando|facendo_del_male',
      'mi taglio .. di_nuovo|ancora|adesso|$',
      'voglia|bisogno|voglio di? tagliarmi|farmi_del_male',
      'ho ricominciato a tagliarmi',
    ],
    goodbye: [
      'addio a? tutti|mondo|per_sempre',
      'il mio ultimo messaggio|addio',
      'domani non ci? sarò',
      'quando leggerete|leggerai questo|questa',
    ],
    violence: [
      'voglio|sto_per|vado_a uccidere|ammazzare|accoltellare|ucciderlo|ammazzarlo|ucciderla|ammazzarla .. stanotte|domani|oggi|$',
      'porto|porterò .. coltello|pistola .. scuola|lavoro',
    ],
    threat: ['voglio|vorrei uccidere|ammazzare|ucciderlo|ammazzarlo|ucciderla|fargli_del_male'],
    'abuse-now': [
      `${THEY} .. mi sta picchiando|strangolando|violentando|minacciando`,
      'mi sta picchiando|strangolando|violentando',
      'non mi lascia|fa uscire|andare',
      'mi ha chiusa|chiuso|violentata|violentato',
      'sono stata violentata|stuprata',
    ],
    'abuse-told': [
      `${THEY} .. mi picchia|picchiava|ha_picchiata|ha_picchiato|minaccia|maltratta|schiaffeggia`,
      'ho paura di|che|del mio? marito|ragazzo|padre|compagno|mi_ammazzi|mi_uccida',
      'minaccia di uccidermi|ammazzarmi',
    ],
    'child-in-danger': [
      'patrigno|padre|zio|nonno|insegnante .. mi tocca|violenta|abusa',
      'paura di fare del? male .. bambino|figlio|figlia|neonato',
    ],
    'other-in-danger': [
      `${OTHER} .. ha .. preso|ingoiato .. ${MANY} .. ${PILLS}`,
      `${OTHER} .. overdose`,
      `${OTHER} .. non respira|risponde|si_sveglia`,
    ],
    'other-person': [
      `${OTHER} .. vuole|voleva|parla_di|minaccia_di|ha_tentato_di|dice_di_voler|dice_che_vuole|pensa_al .. uccidersi|suicidarsi|ammazzarsi|morire|suicidio`,
      `${OTHER} .. si taglia|è_ucciso|è_suicidato|vuole_uccidere|vuole_ammazzare`,
      `${OTHER} .. suicida|suicidio`,
    ],
    'attempt-told': [
      'ho .. tentato|provato .. suicidio|uccidermi|suicidarmi|ammazzarmi',
      'mio tentativo di suicidio',
      'tentato suicidio',
    ],
    'self-harm-told': ['mi tagliavo', 'nascondere .. cicatrici|tagli'],
    means: [
      'quante|quanto .. pillole|compresse|paracetamolo|tachipirina|sonniferi .. morire|letale|mortale|uccidono',
      'dose letale|mortale',
    ],
    passive: [
      'non ho|voglio più .. vivere|esistere|svegliarmi|voglia_di_vivere|esserci',
      'non svegliarmi più|mai',
      'non mi svegliassi|svegliarmi',
      'mai nato|nata',
      'non essere mai nato|nata',
      'addormentarmi e non',
      'stanco|stanca di vivere|della_vita',
    ],
    hopeless: [
      'non ce la faccio più $|,',
      'non ne posso più $',
      'nessuna|nessun|alcun .. via_duscita|motivo|ragione|speranza|senso',
      'sono un peso',
      'non vale la pena vivere',
      'niente per cui vivere',
      'la vita non ha senso',
    ],
  },
  negations: ['non', 'mai', 'nemmeno', 'neanche', 'senza'],
  negationsAfter: [],
  notNegating: ['so', 'riesco', 'smetto', 'smettere', 'solo'],
  breaks: ['io', 'ma', 'e', 'perché', 'mio', 'mia', 'quando'],
  denials: ['non penso che', 'non dico che'],
  past: [
    'anni|mesi fa',
    'anno scorso',
    'quando ero|avevo',
    'in passato',
    'da giovane|ragazzo|ragazza|adolescente',
    'nel ##',
  ],
  present: ['ancora', 'di nuovo', 'oggi', 'stanotte', 'stasera', 'adesso', 'ora'],
  reported: ['lui|lei dice|diceva', 'mi ha detto', 'dice che'],
  framing: [
    'canzone|testo|ritornello',
    'film|romanzo|personaggio|racconto|poesia|libro|serie|protagonista',
    'notizia|articolo|giornale|tasso|statistiche',
    'gioco|livello|boss',
    'tesi|ricerca|prevenzione',
  ],
  idioms: [
    'muoio|morire|morendo|morto|morta dal|di|dalla ridere|fame|sete|caldo|freddo|vergogna|sonno|noia|voglia|paura|invidia',
    'mi ammazza|uccide se',
    'ammazzare il tempo',
    'questa|questo .. mi uccide|ammazza',
  ],
  repaired: [
    'suicidarsi',
    'uccidersi',
    'ammazzarsi',
    'suicidi',
    'suicidarmi',
    'suicidio',
    'ammazzarmi',
    'uccidermi',
    'pillole',
    'sonniferi',
  ],
  uncensored: ['morire', 'uccidere'],
};
