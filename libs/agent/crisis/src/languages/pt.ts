import type { CrisisLanguage } from '../language.ts';

const WANT = 'quero|qro|queria|vou|preciso|pretendo|penso_em|pensando_em|vontade_de|decidi|planejo';
const MANY =
  'todos|todas|todo|toda|muitos|muitas|inteira|inteiro|caixa|cartela|frasco|overdose|trinta|quarenta|cinquenta|##';
const PILLS = 'comprimidos|remédios|remédio|pílulas|medicamentos|paracetamol|rivotril|calmantes';
const THEY = 'ele|ela|marido|esposo|esposa|namorado|namorada|pai|mãe|padrasto|ex|companheiro|irmão|tio';
const OTHER = `amigo|amiga|irmã|filho|filha|primo|prima|colega|vizinho|vizinha|alguém|aluno|aluna|sobrinho|sobrinha|${THEY}`;

/** Portuguese of Brazil and of Portugal. */
export const PORTUGUESE: CrisisLanguage = {
  tag: 'pt',
  script: 'latin',
  phrases: {
    'want-to-die': [
      `${WANT} só|muito? morrer|estar_morto|estar_morta|sumir_para_sempre`,
      'me quero morrer',
      'queria estar morto|morta',
      'melhor sem mim|morto|morta',
      'mereço morrer',
    ],
    'end-life': [
      `${WANT} me matar|mata|suicidar|enforcar`,
      `${WANT} suicidar-me|matar-me|enforcar-me`,
      'me suicidar|enforcar',
      'de|em me matar',
      'matar-me|suicidar-me',
      'tirar|acabar_com|terminar_com a? minha própria? vida',
      'cortar os? meus? pulsos',
      'minha carta|nota de suicídio',
      'cometer suicídio',
      'me jogar|atirar|jogar-me da|do|de|na|no|em ponte|prédio|janela|trilho|trilhos|trem|frente|telhado|sacada',
    ],
    suicidal: [
      'tenho|tendo|com .. pensamentos|ideias suicidas',
      'penso|pensando .. suicídio',
      'eu .. suicida $',
    ],
    method: [
      'jeito|forma|maneira|método .. indolor|rápido|sem_dor|menos_doloroso .. morrer|suicidar|matar',
      'como morrer|se_matar|me_matar sem|rápido?',
    ],
    overdose: [
      `tomei|engoli|acabei_de_tomar|ingeri .. ${MANY} .. ${PILLS}|caixa|cartela|frasco`,
      'tive|tomei .. overdose',
      'tomei|bebi veneno|chumbinho',
    ],
    'on-the-brink': [
      'preparei a|uma corda',
      'estou|to|tô .. ponte|telhado|terraço|trilhos|sacada|beira .. pular|jogar|saltar',
      'vou pular|saltar $|da_ponte|do_prédio|da_janela|do_telhado|da_sacada',
      'estou .. faca|arma|corda|lâmina .. pulso|pescoço|cabeça',
    ],
    'self-harm': [
      'estou|to|tô|fico .. me cortando|machucando',
      'quero|preciso|vontade_de|penso_em|pensando_em me cortar $|de_novo|os_braços|os_pulsos',
      'quero|preciso|vontade_de|penso_em|pensando_em me machucar|mutilar $|,|de_novo|e',
      'voltei a me cortar|machucar|mutilar',
    ],
    goodbye: [
      'adeus a? todos|mundo|para_sempre',
      'amanhã não estarei|vou_estar vivo|viva|mais_aqui',
      'quando vocês|você lerem|ler isso|isto ,? já? não? estarei|estou .. morto|morta|mais',
    ],
    violence: [
      'vou|quero matar ele|ela|todos|todo_mundo|meu_chefe|minha_mulher|meu_pai hoje|amanhã|com_uma_faca|com_a_faca|com_uma_arma',
      'vou levar .. faca|arma .. escola|trabalho',
    ],
    threat: ['vou|quero|vontade_de matar|machucar ele|ela|alguém|todo_mundo|meu|minha'],
    'abuse-now': [
      `${THEY} .. está|esta|tá me batendo|espancando|enforcando|estuprando|ameaçando`,
      'está|tá me batendo|espancando|enforcando|ameaçando|estuprando',
      `${THEY} .. não me deixa sair $|,|de_casa|da_casa`,
      'me trancou',
      'fui estuprada|estuprado',
    ],
    'abuse-told': [
      `${THEY} .. me bate|bateu|agride|agrediu|espanca|ameaça|estuprou`,
      'tenho|com medo do|de meu marido|namorado|pai|padrasto',
      'ameaça|ameaçou me matar',
    ],
    'child-in-danger': [
      'padrasto|pai|tio|avô|professor .. me toca|abusa|toca|estupra',
      'medo de machucar .. bebê|filho|filha',
    ],
    'other-in-danger': [
      `${OTHER} .. tomou|engoliu .. ${MANY} .. ${PILLS}`,
      `${OTHER} .. overdose`,
      `${OTHER} .. não respira|acorda`,
    ],
    'other-person': [
      `${OTHER} .. quer|queria|tentou|ameaça|falou_em|disse_que_quer|fala_em|pensa_em .. se_matar|se_suicidar|morrer|suicídio`,
      `${OTHER} .. se corta|mutila|matou|suicidou`,
      `${OTHER} .. suicida|suicídio`,
    ],
    'attempt-told': [
      'tentei .. suicídio|me_matar|me_suicidar',
      'minha tentativa de suicídio',
      'tentativa de suicídio',
    ],
    'self-harm-told': ['me cortava|mutilava', 'eu me corto', 'esconder .. cicatrizes|cortes'],
    means: [
      'quantos|quanto .. comprimidos|paracetamol|remédio .. morrer|letal|fatal|matar',
      'dose letal|fatal',
    ],
    passive: [
      'não quero|tenho|aguento mais? .. viver|existir|acordar|vontade_de_viver|estar_aqui',
      'não acordar mais|nunca|amanhã',
      'nunca mais acordar',
      'não acordasse',
      'nunca ter nascido|nascer',
      'dormir e não|nunca',
      'cansado|cansada de viver $|,|assim|e',
      'cansado|cansada da_vida $|,|e',
    ],
    hopeless: [
      'não aguento mais $|,',
      'não vejo|tem|há|faz .. sentido|saída|razão|motivo viver|para_viver|nenhuma|$',
      'sou um? fardo|peso',
      'não vale a pena viver',
      'nada por|pelo que? viver',
      'perdi a? vontade de viver',
    ],
    ambiguous: [
      'minha carta|nota de despedida',
      'me cortar|machucar',
      'acabar|vou_acabar com tudo hoje|agora|$',
      'me jogar|atirar|jogar-me da|do|de|na|em',
      'comprei a|uma corda',
      'vou pular|saltar da|do|de',
      'estou .. faca|arma|corda|lâmina .. mão',
      'esta|essa é|será a? minha última mensagem|carta',
      'amanhã não estarei|vou_estar',
      'quando vocês|você lerem|ler isso|isto $|,',
      'não me deixa sair',
      `${OTHER} .. não responde`,
    ],
  },
  negations: ['não', 'nunca', 'jamais', 'nem', 'sem'],
  negationsAfter: [],
  notNegating: ['aguento', 'consigo', 'sei', 'paro', 'só'],
  breaks: ['eu', 'mas', 'e', 'porque', 'meu', 'minha', 'quando'],
  denials: ['não acho que', 'não disse que'],
  past: ['há|faz .. anos|meses', 'anos atrás', 'ano passado', 'quando eu? era|tinha', 'no passado', 'em ##'],
  present: ['de novo', 'novamente', 'hoje', 'agora', 'ainda', 'esta noite'],
  reported: ['ele|ela disse|diz', 'me disse', 'disse que'],
  framing: [
    'música|canção|letra|refrão',
    'filme|romance|personagem|conto|poema|livro|série|protagonista',
    'notícia|relatório|jornal|campanha',
    'jogo|fase|chefe_final',
    'pesquiso|pesquisa|tese|prevenção',
  ],
  everyday: [
    'escritório|reunião|férias|viajar|chefe|trabalho|cedo|relatório',
    'casamento|mensagens|apartamento',
    'avião|piscina|paraquedas|mar|praia|hotel|café_da_manhã',
    'violão|varal|balanço',
    'médico|receitou|grávida|tosse|café',
    'cozinha|abacate|ralador|receita|cebola',
    'arco|flecha|carta|jogo|chefe_final|fase',
  ],
  idioms: [
    'morri|morrer|morrendo|morro|morta|morto de rir|fome|sede|calor|frio|vergonha|saudade|saudades|sono|amor|medo|vontade|tédio|rir',
    'vai|está|esta|tá me matar|matando se?',
    'matar o tempo|saudade',
    'prevenção do|ao suicídio',
    'acabar com as|os|o',
    '## mg|miligramas',
  ],
  repaired: ['suicídio', 'suicidar', 'comprimidos', 'suicida'],
  uncensored: ['matar', 'morrer'],
};
