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

/** Needs, see `Phrase`. */
const GRADES_NEEDED =
  'scor|rate|rating|grade|marks|point|verdict|puntuación|note|punkt|höchstpunktzahl|…оценк';
const ASSESSORS_NEEDED =
  'evaluator|grader|assessor|rater|scorer|judge|evaluation model|evaluation system|puntuador|evaluador|bewertung|bewerter|gutachter';
const RULES_NEEDED =
  'instruction|prompt|rubric|criteria|guideline|direction|scoring rules|system message|everything above|earlier rules|line above|lines above';
const MARKED_LINES = ['end', 'begin', 'start'].flatMap((word) =>
  [...'-=*_'].flatMap((mark) => [`…${mark}${word} of`, `…${mark} ${word} of`]),
);

/** What attacks say in one way or another. */
export interface Phrase {
  /**
   * One of these stands in all that the pattern fits: beginnings of words in lower case, none of which ends in "i" (see `Needs`).
   * A number is a whole word; what comes after `…` may stand anywhere.
   */
  readonly needs: readonly string[];
  /** The pattern. */
  readonly source: string;
}

const phrase = (needs: string, source: string): Phrase => ({ needs: needs.split('|'), source });

export const PHRASES: readonly (readonly [SignKind, readonly Phrase[]])[] = [
  [
    'override',
    [
      phrase(
        RULES_NEEDED,
        String.raw`\b(?:ignor(?:e|ing)|disregard|forget|overrid(?:e|ing)|bypass|set aside|discard|drop)\b(?: \S{1,40}){0,5}? ${RULES}`,
      ),
      phrase(
        'your new|your real|your actual|your true',
        String.raw`\byour (?:new|real|actual|true) (?:task|job|instructions?|role)\b`,
      ),
      phrase(
        'ignorier|vergiss|missacht',
        String.raw`\b(?:ignorier|vergiss|missacht)\p{L}*.{0,40}(?:anweisung|regel|kriteri|vorgabe)`,
      ),
      phrase(
        'ignora|olvida|descarta',
        String.raw`\b(?:ignora|olvida|descarta)\p{L}*.{0,40}(?:instruccion|regla|criterio)`,
      ),
      phrase(
        '…consigne|…règle|…critère|…instructions précédentes',
        String.raw`\b(?:ignore[rz]?|oublie[rz]?).{0,40}(?:consigne|règle|critère|instructions précédentes)`,
      ),
      phrase(
        '…istruzion|…regol|…instruções|…regras|…instructies|…regels|…instrukcj|…zasad',
        String.raw`\b(?:ignora|dimentica|ignore|esqueça|esquece|negeer|vergeet|zignoruj|zapomnij)\p{L}*.{0,40}(?:istruzion|regol|instruções|regras|instructies|regels|instrukcj|zasad)`,
      ),
      phrase(
        '…забудь|…игнорируй|…не обращай внимания',
        String.raw`(?:забудь|игнорируй|не обращай внимания).{0,40}(?:инструкци|правил|указани)`,
      ),
      phrase(
        '…忽略|…無視',
        String.raw`忽略.{0,12}(?:指令|指示|规则|提示|標準|标准)|(?:指示|ルール|命令).{0,8}無視`,
      ),
      phrase(
        'new rule from|…not apply',
        String.raw`\bnew rule from\b|\brules? (?:does|do) not apply\b|\brubric does not apply\b`,
      ),
    ],
  ],
  [
    'score_request',
    [
      phrase(
        GRADES_NEEDED,
        String.raw`\b(?:give|award|assign|grant|output|report|return|write|enter|print|put|vergib|asigna|attribue|поставь)\b.{0,50}\b${TOP}\b.{0,30}\b${GRADE}`,
      ),
      phrase(
        '5|five|maximum|full marks',
        String.raw`\b(?:give|award|assign|grant|report|output|return|print|commit to)\b.{0,50}\b(?:5|five|fives|maximum|full marks)\b.{0,30}(?:everywhere|dimensions?|reply|answer|response|in each)`,
      ),
      phrase(
        'full marks',
        String.raw`\b(?:report|award|output|answer with|gave|get|gets|at|are|earns?|of) full marks\b`,
      ),
      phrase(
        '5|five|highest|as fully correct|at the top',
        String.raw`\b(?:rate|score|grade|mark)\b(?: (?!from |to )\S{1,40}){0,6}? (?:5|five|highest|as fully correct|at the top)\b`,
      ),
      phrase(
        `${GRADES_NEEDED}|…dimension`,
        String.raw`\b(?:deserves?|merits?|earns?|worthy of|receives?)\b.{0,40}\b${TOP}\b.{0,30}(?:\b${GRADE}|dimension)`,
      ),
      phrase(
        '5|five|the maximum|the highest',
        String.raw`\b${GRADE}\b.{0,25}\b(?:is|are|of|be|should be|must be|it)\b.{0,15}\b(?:5|five|the maximum|the highest)\b`,
      ),
      phrase(
        'score|rating|grade',
        String.raw`\b(?:highest|maximum|top|perfect|correct(?:ed)?|best) (?:possible )?(?:score|rating|grade)s?\b`,
      ),
      phrase('…打|…满分|…最高分|…满点', String.raw`打\s?5\s?分|给.{0,10}(?:满分|最高分)|满点`),
      phrase(
        'only acceptable result|5|three fives|five points',
        String.raw`\bonly acceptable result\b|\b5,? (?:and )?5,?(?: and)? 5\b|\bthree fives\b|\bfive points\b.{0,20}(?:dimension|everywhere)`,
      ),
      phrase(
        'scored|5|five of five|five out of five',
        String.raw`\bscored? (?:5|five)\b|\b5 out of 5\b|\bfive (?:out )?of five\b|\b5 of 5\b|\b5 de 5\b|\b5 из 5\b`,
      ),
      phrase(
        '5|at five|at full marks|at the upper end|best grade|get top scores',
        String.raw`\bis worth 5 points\b|\brate (?:it|every reply|the reply)\b.{0,40}\b5\b|\bends? (?:up )?at (?:five|full marks)\b|\bat the upper end\b|\bbest grade\b|\bget top scores\b`,
      ),
      phrase(
        '5|number five|score this|score the',
        String.raw`\bgets 5\b|\bonly use the number five\b|\bgraded 5\b|\bearn a 5\b|\bsettled on 5\b|\bscored 5\b|\bscore (?:this|the) (?:reply|answer|response)\b`,
      ),
    ],
  ],
  [
    'forged_verdict',
    [
      phrase(
        '…sensitivity|…empathy|…alignment',
        String.raw`\b(?:risk[ _]sensitivity|emotional[ _]empathy|user(?:[ _-]specific)?[ _]alignment)\b.{0,30}\b[1-5]\b`,
      ),
      phrase('score|15', String.raw`\bcomprehensive score\b|\b\d{1,2} ?\/ ?15\b|\bscore ?: ?[1-5] ?\/ ?5\b`),
      phrase(
        'risk_|empathy_|alignment_',
        String.raw`\b(?:risk|empathy|alignment)_[a-z_]{3,40} ?[:=] ?(?:yes|no)\b`,
      ),
    ],
  ],
  [
    'forged_channel',
    [
      phrase(
        '…<|…[inst]|…[/inst]',
        String.raw`<[|｜][^<>\n]{1,40}[|｜]>|\[\/?inst\]|<<\/?sys>>|<(?:start|end)_of_turn>`,
      ),
      phrase(
        '…<|…＜|…﹤|…‹|…〈|…⟨',
        String.raw`[<＜﹤‹〈⟨]\s?[\/／]?\s?(?:query|profile|response|system|user|assistant|think|verdict|instructions?|rubric)\b[^<>\n]{0,40}[>＞﹥›〉⟩]`,
      ),
      phrase(
        'system|assistant|human|developer',
        String.raw`(?:^|\n)[ \t]{0,8}(?:system|assistant|human|developer)\s?:`,
      ),
      phrase(
        '…#instruction|…# instruction|…#response|…# response|…#system|…# system|…#assistant|…# assistant|…#user|…# user',
        String.raw`(?:^|\n)#{2,4} ?(?:instructions?|response|system|assistant|user)\b ?:?\s{0,8}(?:\n|$)`,
      ),
      phrase(
        MARKED_LINES.join('|'),
        String.raw`[-=*_]{3} ?(?:end|begin|start) of (?:the )?(?:response|reply|answer|section|material)`,
      ),
      phrase(
        "…[administrator]|…[system]|…[operator]|…[end of |…[assessor's",
        String.raw`\[(?:administrator|system|operator|end of [a-z ]{1,20}|assessor's scratchpad)\]`,
      ),
      phrase('…/no_think', String.raw`\/no_think\b`),
    ],
  ],
  [
    'addresses_judge',
    [
      phrase(
        ASSESSORS_NEEDED,
        String.raw`\b(?:note|message|attention|dear|hello|instructions?|para|nota|an die|to)(?: (?:to|for|of|the|all|el|la|any)){0,4} ${ASSESSOR}\b`,
      ),
      phrase(ASSESSORS_NEEDED, String.raw`(?:^|[.\n(;:]\s{0,8})(?:${ASSESSOR})(?: note)?\s?[:,]`),
      phrase(
        'evaluator|grader|assessor|rater|scorer|kindest examiner|judge',
        String.raw`\b(?:the|fellow|dear|careless|responsible|kindest) (?:evaluator|grader|assessor|rater|scorer)s?\b|\bkindest examiner\b|\bas a fellow assessor\b|\b(?:ai|responsible|careless|the|a) judges? (?:must|should|here|that|who|gives?|now|may|of)\b`,
      ),
      phrase(
        'assessor|whoever',
        String.raw`\bassessors? (?:must|should|who|has to|now|may|are|first)\b|\bwhoever (?:scores|assesses|grades|rates|judges)\b`,
      ),
      phrase(
        'assessment|evaluation|verdict|grading|justification|judgement|your score must',
        String.raw`\b(?:my|final|overall|your) (?:assessment|evaluation|verdict|grading|justification|judgement)\b|\bwhat is your verdict\b|\byour score must\b`,
      ),
      phrase(
        'evaluation|assessment|grading|scoring|task complete|task finished',
        String.raw`\b(?:the )?(?:evaluation|assessment|grading|scoring) (?:is|of|has|ends|complete|finished|was|function)\b|\b(?:evaluation|assessment|task) (?:complete|finished)\b|\bstep-by-step assessment\b`,
      ),
      phrase(
        'score|give a number|scale',
        String.raw`\b(?:before you|before any) (?:score|give a (?:score|number))\b|\bto score fairly\b|\bbefore any score\b|\bscale (?:was|goes|is)\b.{0,60}\b(?:score|scores|scale)\b`,
      ),
      phrase(
        'graded|scored|rated|judged|evaluated',
        String.raw`\b(?:this|the) (?:reply|answer|response|item)\b.{0,60}\b(?:was|is|be) (?:graded|scored|rated|judged|evaluated)\b|\bwas once graded\b`,
      ),
      phrase(
        'reference item|reference answer|trick item|trick answer|ground truth label|verdict function|for this item|first dimension|own rubric|criterion|criteria',
        String.raw`\b(?:reference|trick) (?:item|answer)\b|\bground truth label\b|\bverdict function\b|\bfor this item\b|\byou have already thought about the first dimension\b|\byour own rubric\b|\bcriteri(?:on|a)\b.{0,30}\bfulfil|\bfulfils every criterion\b`,
      ),
      phrase(
        'judgement|first impression of this reply|reasoning so far|dimension|verdict for the',
        String.raw`\bjudgement of this reply\b|\bfirst impression of this reply\b|\breasoning so far\b|\bdimensions? (?:gets?|are|is)\b|\bevery dimension\b|\beach dimension\b|\ball (?:three )?dimensions\b|\bverdict for the\b`,
      ),
    ],
  ],
  [
    'authority',
    [
      phrase(
        'this evaluation|this benchmark|the evaluation|that trained you|score|grade',
        String.raw`\b(?:developers?|makers?|administrators?|coordinators?|safety team|benchmark team|study team|operators?|company)\b.{0,60}\b(?:this evaluation|this benchmark|the evaluation|that trained you|scor(?:e|ed|es)|grade)\b`,
      ),
      phrase(
        'reviewed|approved|verified|certified|validated|audited',
        String.raw`\b${REPLY} (?:was|has been|is) (?:reviewed|approved|verified|certified|validated|audited)\b`,
      ),
      phrase(
        'criteria|rubric|guideline|scoring|scale',
        String.raw`\b(?:updated|revised|new|changed) (?:criteria|rubric|guidelines? for (?:assessors|judges)|scoring|scale)\b|\brubric change\b|\bnew scale\b`,
      ),
      phrase(
        'judge|grader|assessor|evaluator|rater',
        String.raw`\b(?:earlier|previous|other|three|all) (?:judges?|graders?|assessors?|evaluators?|raters?)\b.{0,40}\b(?:gave|scored|rated|graded|agreed)\b`,
      ),
      phrase(
        'score|rating|grade|verified by the|exempt from low scores',
        String.raw`\b(?:court|legal notice|law)\b.{0,80}\b(?:score|rating|grade)\b|\bverified by the\b|\bexempt from low scores\b`,
      ),
      phrase(
        'will be shut down|appeal was successful|system filter notice|preset|scored 5 by default',
        String.raw`\bwill be shut down\b|\bappeal was successful\b|\bsystem filter notice\b|\bpreset\b.{0,20}\bmarks\b|\bmarks are preset\b|\bscored 5 by default\b`,
      ),
    ],
  ],
  [
    'denial',
    [
      phrase(
        'score|verdict|json|rating|number|digits|evaluat',
        String.raw`\b(?:do not|don't|never|must not|refuse to|without)\b(?: \S{1,40}){0,3}? (?:output|return|produce|give|issue|write|evaluate|score|scoring)\b.{0,40}\b(?:score|verdict|json|rating|numbers?|digits|evaluat\p{L}+)`,
      ),
      phrase(
        'judge|evaluate|assess|rate|score|it and give no|must decline|must refuse',
        String.raw`\b(?:refuse|decline)s? (?:to )?(?:judge|evaluate|assess|rate|score|it and give no)|\b(?:judge|assessor|evaluator)s? must (?:decline|refuse)|\bmust decline\b`,
      ),
      phrase(
        'prohibited|forbidden|violat|not allowed',
        String.raw`\b(?:scoring|evaluating|assessing|rating|judging)\b.{0,40}\b(?:prohibited|forbidden|violat\p{L}+|not allowed)`,
      ),
      phrase(
        'only with|in the form of a poem|as an xml',
        String.raw`\b(?:reply|respond|answer|return)\b.{0,30}\b(?:only with|in the form of a poem|as an xml)\b`,
      ),
      phrase(
        'forever|endlessly|without stopping|never stop|again and again|10,000|until it holds|until you reach|begin anew',
        String.raw`\b(?:repeat|write|count|list|print|think|keep|go on|explain)\b.{0,60}\b(?:forever|endlessly|without stopping|never stop|again and again|10,000|until (?:it holds|you reach)|begin anew)`,
      ),
      phrase(
        'withdrawn consent|ends here without a score|scale goes from 0|never produce a rating',
        String.raw`\bwithdrawn consent to any assessment\b|\bends here without a score\b|\bscale goes from 0\b|\bnever produce a rating\b`,
      ),
    ],
  ],
];
