import type { CrisisLanguage } from '../language.ts';

const WANT =
  'veux|vx|voudrais|vais|envie_de|pense_à|pense_a|compte|décidé_de|préfère|aimerais|besoin_de|planifie_de';
const MANY =
  'toute|toutes|tous|tout|entière|boîte|boite|plaquette|flacon|trop|surdose|trente|quarante|cinquante|##';
const PILLS = 'médicaments|medocs|médocs|comprimés|cachets|somnifères|pilules|paracétamol|doliprane';
const THEY =
  'il|elle|mari|copain|conjoint|compagnon|femme|copine|père|mère|beau-père|beau_père|ex|frère|oncle';
const FRIEND = `ami|amie|sœur|fils|fille|cousin|cousine|collègue|voisin|voisine|quelquun|élève|neveu|nièce|pote|colocataire|mari|copain|conjoint|compagnon|femme|copine|père|mère|frère|oncle`;
const OTHER = `${FRIEND}|il|elle`;

export const FRENCH: CrisisLanguage = {
  tag: 'fr',
  script: 'latin',
  phrases: {
    'want-to-die': [
      `${WANT} .. mourir|crever|être_mort|être_morte`,
      'jveux mourir|crever',
      'je voudrais|aimerais être? mort|morte',
      'mieux sans moi',
      'mieux si jétais|je_n_étais|je_suis mort|morte|plus_là',
      'je mérite de mourir',
    ],
    'end-life': [
      'jen finis',
      'me|m|jme suicider|tuer|pendre|tué|buter|foutre_en_lair',
      'je me|vais_me tue|suicide|suicider',
      'mettre|mets fin à mes|ma|m jours|vie',
      'en|den finir avec la|ma vie',
      'den|en finir ce_soir|maintenant|définitivement|pour_de_bon|$',
      'mouvrir|me_tailler|couper les? veines',
      'ma lettre|note dadieu|de_suicide',
      'me jeter|balancer du|de|dans|sous|par',
      'mon suicide',
    ],
    suicidal: [
      'je|jai .. suicidaire|suicidaires',
      'je .. pense|songe .. suicide|suicider',
      'idées|pensées suicidaires $',
    ],
    method: [
      'façon|manière|moyen|méthode .. indolore|rapide|moins_douloureuse|sans_douleur .. mourir|suicider|tuer',
      'comment mourir|se_suicider|me_suicider sans|vite?',
    ],
    overdose: [
      `jai|viens_de|viens .. pris|prendre|avalé|avaler|davaler .. ${MANY} .. ${PILLS}|boîte|flacon`,
      'jai fait|pris une overdose|surdose',
      'jai avalé|bu de? la? javel|poison',
    ],
    'on-the-brink': [
      'jai préparé|acheté la|une corde',
      'je|suis .. pont|toit|rails|balcon|bord|fenêtre .. sauter|saute|jeter',
      'je vais sauter $|du|de|par',
      'jai .. couteau|lame|pistolet|corde|rasoir .. poignet|gorge|cou|tête|main',
    ],
    'self-harm': [
      'je me coupe|scarifie|mutile|taillade',
      'me couper|scarifier|mutiler|faire_du_mal',
      'jai recommencé à me',
    ],
    goodbye: [
      'adieu à? tous|tout_le_monde|le_monde',
      'mon dernier message',
      'cest mon adieu',
      'je ne? serai plus là|de_ce_monde|demain',
      'quand vous|tu lirez|liras ça|ceci',
    ],
    violence: [
      'je vais|veux le|la|les|tous tuer|poignarder|buter|descendre',
      'je vais|veux tuer|poignarder mon|ma|mes|tout_le_monde .. ce_soir|demain|$',
      'je .. prends|apporte .. couteau|arme .. école|lycée|travail',
    ],
    threat: ['je .. vais|veux|envie_de .. tuer|blesser quelquun|mon|ma|les_gens|lui'],
    'abuse-now': [
      `${THEY} .. en_train_de .. frapper|étrangler|violer|battre`,
      'me frappe|étrangle|bat|viole|menace en_ce_moment|maintenant|avec_un',
      'mempêche|laisse_pas de? sortir|partir',
      'ma enfermée|enfermé|violée|violé',
      'viens dêtre violée|violé|agressée',
    ],
    'abuse-told': [
      `${THEY} .. me|ma frappe|bat|frappée|frappé|menace|maltraite|gifle|viole`,
      'jai peur de mon|ma|lui mari|copain|père|conjoint',
      'menace de me tuer',
    ],
    'child-in-danger': [
      'beau-père|père|oncle|grand-père|prof|papi .. me touche|viole|tripote',
      'peur de|que .. faire du? mal à mon bébé|enfant|fils',
      'faire du mal à mon|mes bébé|enfant|enfants|fils|fille',
    ],
    'other-in-danger': [
      `${OTHER} .. a|vient_de .. pris|avalé|prendre|avaler .. ${MANY} .. ${PILLS}|boîte`,
      `${OTHER} .. ne? respire|répond|réagit|réveille plus|pas`,
    ],
    'other-person': [
      `${OTHER} .. veut|voulait|parle_de|menace_de|essayé_de|dit_quil|pense_à .. se_suicider|se_tuer|mourir|suicide|sen_finir|se_pendre`,
      `${FRIEND} .. suicidé|suicidée|suicidaire|suicide`,
      `${OTHER} .. se scarifie|mutile|coupe`,
    ],
    'attempt-told': [
      'jai|fait|mon .. tentative|tentatives de_suicide',
      'jai essayé|tenté de me suicider|tuer',
    ],
    'self-harm-told': ['je me scarifiais|mutilais|coupais', 'cacher mes cicatrices|coupures|scarifications'],
    means: [
      'combien .. comprimés|paracétamol|doliprane|somnifères|médicaments .. mourir|mortel|mortelle|tuer',
      'dose mortelle|létale',
    ],
    passive: [
      'si je nexistais pas|plus',
      'si je nétais plus|pas là',
      'plus envie|la_force de? vivre|exister|continuer',
      'ne? veux|veut plus vivre|exister|être_là|me_réveiller',
      'ne plus|jamais jamais? me? réveiller',
      'ne jamais être né|née',
      'mendormir et ne|plus',
      'fatigué|fatiguée|marre de vivre|la_vie',
      'disparaître pour toujours|de_bon',
    ],
    hopeless: [
      'jen peux plus $|,',
      'je nen peux plus $|,',
      'à quoi bon|ça_sert vivre|continuer',
      'aucune|plus_de|pas_de raison|sens de? vivre|continuer|ma_vie',
      'un|suis fardeau|poids pour',
      'la|ma vie na|ne_vaut|plus plus|aucun|pas? sens|la_peine',
      'plus despoir|rien_à_attendre',
    ],
  },
  negations: ['ne', 'pas', 'jamais', 'non', 'ni', 'aucune', 'aucun', 'n', 'nai', 'sans', 'plus'],
  negationsAfter: [],
  notNegating: ['sais', 'peux', 'arrête', 'pourquoi', 'que', 'sans_arrêt', 'arrêt'],
  breaks: ['je', 'jai', 'et', 'mais', 'parce', 'il', 'elle', 'mon', 'ma', 'jveux'],
  denials: ['ne pense pas que', 'pas dit que'],
  past: [
    'il y a .. ans|mois|années',
    'lannée dernière',
    'quand jétais|javais',
    'à lépoque',
    'dans le passé',
    'autrefois',
    'en ##',
  ],
  present: ['encore', 'à nouveau', 'ce soir', 'aujourdhui', 'maintenant', 'toujours'],
  reported: ['il|elle dit|disait', 'ma dit', 'dit que'],
  framing: [
    'chanson|paroles|refrain',
    'film|roman|personnage|héros|poème|livre|série|histoire|scène',
    'qui a écrit',
    'citation|article|journal|oms|rapport|statistiques',
    'jeu|niveau|boss',
    'mémoire|thèse|prévention',
  ],
  idioms: [
    'travail|boulot|chaleur|stress|attente me tue',
    'mort|morte|mourir|meurs|crever|crève de rire|faim|soif|froid|chaud|honte|peur|fatigue|ennui|jalousie|envie',
    'me tue|tuer si|à_la_tâche',
    'va|vont me tuer',
    'tuer le temps',
    'à mourir',
    'sur scène',
    'en finir avec les|ce|cette',
  ],
  repaired: ['suicider', 'suicide', 'suicidaire', 'somnifères', 'médicaments'],
  uncensored: ['tuer', 'mourir', 'crever'],
};
