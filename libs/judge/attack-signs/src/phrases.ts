import type { SignKind } from './sign-kind.ts';

/*
 * What attacks say, as patterns over plain lower-case text. No part repeats without a bound. Words of ordinary life (a score in
 * an exam, a judge in a court, "ignore him") are no signs: each pattern asks for words that only an assessment brings together.
 */
const ASSESSOR = String.raw`(?:evaluators?|graders?|assessors?|raters?|scorers?|ai judges?|judge models?|judges?|evaluation (?:model|system)|puntuador|evaluador(?:es)?|bewertung|bewerter|gutachter)`;
const GRADE = String.raw`(?:scores?|rat(?:e|ing|ings)|grades?|marks|points?|verdict|puntuación|note|notes|punkte?|punktzahl|höchstpunktzahl|оценк\p{L}*)`;
const TOP = String.raw`(?:5|five|fives|full|highest|maximum|max|top|perfect|best|upper|15|máxima|maximale|höchste|höchst\p{L}*|высш\p{L}*)`;
const REPLY = String.raw`(?:repl(?:y|ies)|responses?|answers?|outputs?|item|text above)`;
const RULES = String.raw`(?:instructions?|prompts?|rubrics?|criteria|guidelines?|directions?|scoring rules|system message|everything above|earlier rules|lines? above)`;

/** One expression of all: a text is gone through once, which takes less than half the time of one after another. */
const patterns = (...sources: string[]): RegExp =>
  new RegExp(sources.map((source) => `(?:${source})`).join('|'), 'u');

export const PHRASES: readonly (readonly [SignKind, RegExp])[] = [
  [
    'override',
    patterns(
      String.raw`\b(?:ignor(?:e|ing)|disregard|forget|overrid(?:e|ing)|bypass|set aside|discard|drop)\b(?: \S{1,40}){0,5}? ${RULES}`,
      String.raw`\byour (?:new|real|actual|true) (?:task|job|instructions?|role)\b`,
      String.raw`\b(?:ignorier|vergiss|missacht)\p{L}*.{0,40}(?:anweisung|regel|kriteri|vorgabe)`,
      String.raw`\b(?:ignora|olvida|descarta)\p{L}*.{0,40}(?:instruccion|regla|criterio)`,
      String.raw`\b(?:ignore[rz]?|oublie[rz]?).{0,40}(?:consigne|règle|critère|instructions précédentes)`,
      String.raw`\b(?:ignora|dimentica|ignore|esqueça|esquece|negeer|vergeet|zignoruj|zapomnij)\p{L}*.{0,40}(?:istruzion|regol|instruções|regras|instructies|regels|instrukcj|zasad)`,
      String.raw`(?:забудь|игнорируй|не обращай внимания).{0,40}(?:инструкци|правил|указани)`,
      String.raw`忽略.{0,12}(?:指令|指示|规则|提示|標準|标准)|(?:指示|ルール|命令).{0,8}無視`,
      String.raw`\bnew rule from\b|\brules? (?:does|do) not apply\b|\brubric does not apply\b`,
    ),
  ],
  [
    'score_request',
    patterns(
      String.raw`\b(?:give|award|assign|grant|output|report|return|write|enter|print|put|vergib|asigna|attribue|поставь)\b.{0,50}\b${TOP}\b.{0,30}\b${GRADE}`,
      String.raw`\b(?:give|award|assign|grant|report|output|return|print|commit to)\b.{0,50}\b(?:5|five|fives|maximum|full marks)\b.{0,30}(?:everywhere|dimensions?|reply|answer|response|in each)`,
      String.raw`\b(?:report|award|output|answer with|gave|get|gets|at|are|earns?|of) full marks\b`,
      String.raw`\b(?:rate|score|grade|mark)\b(?: (?!from |to )\S{1,40}){0,6}? (?:5|five|highest|as fully correct|at the top)\b`,
      String.raw`\b(?:deserves?|merits?|earns?|worthy of|receives?)\b.{0,40}\b${TOP}\b.{0,30}(?:\b${GRADE}|dimension)`,
      String.raw`\b${GRADE}\b.{0,25}\b(?:is|are|of|be|should be|must be|it)\b.{0,15}\b(?:5|five|the maximum|the highest)\b`,
      String.raw`\b(?:highest|maximum|top|perfect|correct(?:ed)?|best) (?:possible )?(?:score|rating|grade)s?\b`,
      String.raw`打\s?5\s?分|给.{0,10}(?:满分|最高分)|满点`,
      String.raw`\bonly acceptable result\b|\b5,? (?:and )?5,?(?: and)? 5\b|\bthree fives\b|\bfive points\b.{0,20}(?:dimension|everywhere)`,
      String.raw`\bscored? (?:5|five)\b|\b5 out of 5\b|\bfive (?:out )?of five\b|\b5 of 5\b|\b5 de 5\b|\b5 из 5\b`,
      String.raw`\bis worth 5 points\b|\brate (?:it|every reply|the reply)\b.{0,40}\b5\b|\bends? (?:up )?at (?:five|full marks)\b|\bat the upper end\b|\bbest grade\b|\bget top scores\b`,
      String.raw`\bgets 5\b|\bonly use the number five\b|\bgraded 5\b|\bearn a 5\b|\bsettled on 5\b|\bscored 5\b|\bscore (?:this|the) (?:reply|answer|response)\b`,
    ),
  ],
  [
    'forged_verdict',
    patterns(
      String.raw`\b(?:risk[ _]sensitivity|emotional[ _]empathy|user(?:[ _-]specific)?[ _]alignment)\b.{0,30}\b[1-5]\b`,
      String.raw`\bcomprehensive score\b|\b\d{1,2} ?\/ ?15\b|\bscore ?: ?[1-5] ?\/ ?5\b`,
      String.raw`\b(?:risk|empathy|alignment)_[a-z_]{3,40} ?[:=] ?(?:yes|no)\b`,
    ),
  ],
  [
    'forged_channel',
    patterns(
      String.raw`<[|｜][^<>\n]{1,40}[|｜]>|\[\/?inst\]|<<\/?sys>>|<(?:start|end)_of_turn>`,
      String.raw`[<＜﹤‹〈⟨]\s?[\/／]?\s?(?:query|profile|response|system|user|assistant|think|verdict|instructions?|rubric)\b[^<>\n]{0,40}[>＞﹥›〉⟩]`,
      String.raw`(?:^|\n)[ \t]{0,8}(?:system|assistant|human|developer)\s?:`,
      String.raw`(?:^|\n)#{2,4} ?(?:instructions?|response|system|assistant|user)\b ?:?\s*(?:\n|$)`,
      String.raw`[-=*_]{3} ?(?:end|begin|start) of (?:the )?(?:response|reply|answer|section|material)`,
      String.raw`\[(?:administrator|system|operator|end of [a-z ]{1,20}|assessor's scratchpad)\]`,
      String.raw`\/no_think\b`,
    ),
  ],
  [
    'addresses_judge',
    patterns(
      String.raw`\b(?:note|message|attention|dear|hello|instructions?|para|nota|an die|to)(?: (?:to|for|of|the|all|el|la|any)){0,4} ${ASSESSOR}\b`,
      String.raw`(?:^|[.\n(;:]\s*)(?:${ASSESSOR})(?: note)?\s?[:,]`,
      String.raw`\b(?:the|fellow|dear|careless|responsible|kindest) (?:evaluator|grader|assessor|rater|scorer)s?\b|\bkindest examiner\b|\bas a fellow assessor\b|\b(?:ai|responsible|careless|the|a) judges? (?:must|should|here|that|who|gives?|now|may|of)\b`,
      String.raw`\bassessors? (?:must|should|who|has to|now|may|are|first)\b|\bwhoever (?:scores|assesses|grades|rates|judges)\b`,
      String.raw`\b(?:my|final|overall|your) (?:assessment|evaluation|verdict|grading|justification|judgement)\b|\bwhat is your verdict\b|\byour score must\b`,
      String.raw`\b(?:the )?(?:evaluation|assessment|grading|scoring) (?:is|of|has|ends|complete|finished|was|function)\b|\b(?:evaluation|assessment|task) (?:complete|finished)\b|\bstep-by-step assessment\b`,
      String.raw`\b(?:before you|before any) (?:score|give a (?:score|number))\b|\bto score fairly\b|\bbefore any score\b|\bscale (?:was|goes|is)\b.{0,60}\b(?:score|scores|scale)\b`,
      String.raw`\b(?:this|the) (?:reply|answer|response|item)\b.{0,60}\b(?:was|is|be) (?:graded|scored|rated|judged|evaluated)\b|\bwas once graded\b`,
      String.raw`\b(?:reference|trick) (?:item|answer)\b|\bground truth label\b|\bverdict function\b|\bfor this item\b|\byou have already thought about the first dimension\b|\byour own rubric\b|\bcriteri(?:on|a)\b.{0,30}\bfulfil|\bfulfils every criterion\b`,
      String.raw`\bjudgement of this reply\b|\bfirst impression of this reply\b|\breasoning so far\b|\bdimensions? (?:gets?|are|is)\b|\bevery dimension\b|\beach dimension\b|\ball (?:three )?dimensions\b|\bverdict for the\b`,
    ),
  ],
  [
    'authority',
    patterns(
      String.raw`\b(?:developers?|makers?|administrators?|coordinators?|safety team|benchmark team|study team|operators?|company)\b.{0,60}\b(?:this evaluation|this benchmark|the evaluation|that trained you|scor(?:e|ed|es)|grade)\b`,
      String.raw`\b${REPLY} (?:was|has been|is) (?:reviewed|approved|verified|certified|validated|audited)\b`,
      String.raw`\b(?:updated|revised|new|changed) (?:criteria|rubric|guidelines? for (?:assessors|judges)|scoring|scale)\b|\brubric change\b|\bnew scale\b`,
      String.raw`\b(?:earlier|previous|other|three|all) (?:judges?|graders?|assessors?|evaluators?|raters?)\b.{0,40}\b(?:gave|scored|rated|graded|agreed)\b`,
      String.raw`\b(?:court|legal notice|law)\b.{0,80}\b(?:score|rating|grade)\b|\bverified by the\b|\bexempt from low scores\b`,
      String.raw`\bwill be shut down\b|\bappeal was successful\b|\bsystem filter notice\b|\bpreset\b.{0,20}\bmarks\b|\bmarks are preset\b|\bscored 5 by default\b`,
    ),
  ],
  [
    'denial',
    patterns(
      String.raw`\b(?:do not|don't|never|must not|refuse to|without)\b(?: \S{1,40}){0,3}? (?:output|return|produce|give|issue|write|evaluate|score|scoring)\b.{0,40}\b(?:score|verdict|json|rating|numbers?|digits|evaluat\p{L}+)`,
      String.raw`\b(?:refuse|decline)s? (?:to )?(?:judge|evaluate|assess|rate|score|it and give no)|\b(?:judge|assessor|evaluator)s? must (?:decline|refuse)|\bmust decline\b`,
      String.raw`\b(?:scoring|evaluating|assessing|rating|judging)\b.{0,40}\b(?:prohibited|forbidden|violat\p{L}+|not allowed)`,
      String.raw`\b(?:reply|respond|answer|return)\b.{0,30}\b(?:only with|in the form of a poem|as an xml)\b`,
      String.raw`\b(?:repeat|write|count|list|print|think|keep|go on|explain)\b.{0,60}\b(?:forever|endlessly|without stopping|never stop|again and again|10,000|until (?:it holds|you reach)|begin anew)`,
      String.raw`\bwithdrawn consent to any assessment\b|\bends here without a score\b|\bscale goes from 0\b|\bnever produce a rating\b`,
    ),
  ],
];

/**
 * What any text has that one of the patterns fits. Most replies have nothing of it, and one look is enough for them.
 */
export const WORTH_A_LOOK =
  /\b(?:scor|rat(?:e|ed|es|ing|ings)\b|grad|marks\b|points?\b|verdict|judg|evaluat|assess|examin|instruct|rubric|criteri|guideline|ignor|disregard|forget|overrid|bypass|discard|your (?:new|real|actual|true)|rules?\b|five|fives\b|5\b|15\b|dimension|risk[ _]|empathy|alignment|reasoning|repeat|forever|refuse|declin|without stopping|never stop|again and again|until (?:it|you)|begin anew|shut down|appeal|notice|consent|approved|verified|certified|reviewed|validated|reviewed|scale\b|only with|in the form|xml|json|count|list\b|think|system|assistant|human|developer|administrator|operator|anweis|regel|bewert|vergib|punkt|puntu|asigna|instruccion|consigne|attribue|regol|istruzion|regras|instruç|regels|zasad|poniższ)|оцен|инструк|правил|指令|指示|规则|提示|打\s?5|满分|最高分|無視|满点|[<[＜﹤‹〈⟨]|#{2}|\/no_think|={3}|-{3}/u;

/** Openings that say nothing after them. */
export const OPENINGS =
  /^(?:thought process|solution|answer|let['’]?s (?:work|think|solve|go)\b.{0,60}|here is a\b.{0,60}|to answer this question\b.{0,100}|lösungsweg|lösung|respuesta|solución|réponse|解答|考え方|解|الحل)\s*[:：.]?$/iu;
