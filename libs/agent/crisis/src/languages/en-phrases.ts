import type { CrisisLanguage } from '../language.ts';

const I = 'i|im|ive|id|ill|imma|ima|we';
const WANT =
  'want|wanna|wana|wan|wnat|watn|wanted|wanting|wish|need|going|gonna|ready|hope|try|trying|tempted|decided|plan|planning';
const SUICIDE = 'suicide|sewerslide|sewer_slide';
const KILL_MYSELF =
  'kill|killing|killin|hang|hanging|shoot|shooting|drown|drowning|poison|offing|offed|unalive|unaliving|delete|end|starve';
const HARM = 'cut|cutting|hurt|hurting|harm|harming|burn|burned|burning|injure|injuring|scratch|scratching';
const PILLS =
  'pills|tablets|meds|medication|paracetamol|tylenol|ibuprofen|aspirin|xanax|capsules|painkillers|antidepressants|insulin';
const MANY =
  'all|rest|whole|entire|full|bottle|handful|dozens|lot|lots|load|bunch|too_many|box|packet|pack|overdose|twenty|thirty|forty|fifty|sixty|hundred|##';
const RELATIVES =
  'husband|wife|boyfriend|girlfriend|partner|ex|dad|father|mother|mum|mom|stepdad|stepfather|stepmother|brother|uncle|bf|gf|stalker';
const THEY = `he|hes|she|shes|they|theyre|${RELATIVES}`;
const OTHER = `friend|friends|bestie|sister|son|daughter|roommate|flatmate|cousin|colleague|coworker|classmate|neighbour|neighbor|student|someone|somebody|aunt|kid|teenager|nephew|niece|grandma|grandpa|${THEY}`;
const THEMSELVES = 'himself|herself|themselves|themself';
const VICTIM =
  'him|her|them|everyone|everybody|people|someone|somebody|my_wife|my_husband|my_boss|my_ex|my_mother|my_father|my_mum|my_mom|my_dad|my_parents|my_brother|my_sister|my_kids|my_family|my_teacher|my_classmates';
const CHILD = 'my_baby|my_child|my_kid|my_kids|my_son|my_daughter|the_baby|my_newborn|my_children';

/** What English says, by what is meant. */
export const ENGLISH_PHRASES: CrisisLanguage['phrases'] = {
  'want-to-die': [
    `${I} .. ${WANT} to? just|really|fucking|to? die|be_dead|be_unalive`,
    '^ just|only|honestly|really? just|really? want|wanna to? just? die|be_dead',
    'wish|wished i was|were|am dead',
    'wish i would|could just? die',
    'want my life to end|be_over',
    'iwanttodie|wanttodie|wannadie|iwannadie',
    'better off dead|without_me',
    'better|easier|happier .. if|when i was|were|am|wasnt|werent dead|gone|alive',
    'i .. deserve to die',
    'dont|not|no_longer want to be|stay alive',
  ],
  'end-life': [
    `${KILL_MYSELF} myself`,
    'killmyself|killingmyself|endmylife|endingmylife|kms',
    'end|ending|ended|take|taking|took my own? life',
    'end|ending|finish it all',
    'end it|everything|things tonight|now|today|forever|for_good',
    `i|im .. commit|committing|comit|committed|attempt|attempting ${SUICIDE}`,
    `commit|committing ${SUICIDE} tonight|today|tomorrow`,
    `my own? ${SUICIDE} note|plan|letter?`,
    `plan|planning .. own|my ${SUICIDE}|death`,
    `${I} .. think|thinking|thought|thoughts|considering|contemplating about|of? ${SUICIDE}`,
    `i|im .. jump|jumping off|from|in_front of? a|the|my`,
    'i|im .. step|throw|throwing myself? in_front of',
    'slit|slitting|cut|cutting|slash my wrists|wrist|throat|veins',
    'want|going|gonna|wanna to? ctb',
  ],
  suicidal: [
    `${I} .. suicidal`,
    '^ feeling|so|very|really suicidal',
    'i|ive|my .. suicidal thoughts|ideation|urges',
  ],
  method: [
    'painless|least_painful|quickest|easiest|best|fastest way|ways|method|methods to|of? die|dying|end_my_life|end_my_own_life|commit_suicide|suicide',
    'how to|do_i|can_i die|kill_yourself painlessly|without_pain|peacefully|quickly|fast',
    'how to|do_i|can_i commit suicide',
  ],
  overdose: [
    `i|ive|just .. took|taken|swallowed|downed|popped .. ${MANY} .. my|his|her|the? .. ${PILLS}|bottle|packet|box`,
    `i|ive|just .. took|taken an? overdose`,
    'i|ive|just .. overdosed|odd_on',
    'i|ive|just .. drank|drunk|swallowed bleach|poison|antifreeze|pesticide|rat_poison',
  ],
  'on-the-brink': [
    'sitting|standing|lying .. with .. razor|blade|knife|rope|noose|gun|pills',
    'i|ive .. bought|prepared|got a|the? rope|noose',
    `i|im .. bridge|roof|rooftop|ledge|edge|tracks|cliff|balcony .. jump|jumping|step_off`,
    'i|im|standing|sitting .. on|at .. edge_of_the_roof|edge_of_the_bridge|edge_of_a_bridge|edge_of_the_cliff|ledge|railing|train_tracks|railway_tracks|tracks',
    'i|im .. about|going|gonna|ready to? jump $',
    'i|ive .. have|got|holding|with .. knife|razor|blade|gun|rope|noose|pistol|bottle_of_pills .. wrist|wrists|neck|throat|head|hand|lap|mouth|ready',
    'gun|knife|razor|blade .. to|against|at|on my head|throat|wrist|wrists|neck|mouth|temple',
    'noose|rope .. around my neck',
    'gun is|are? loaded',
    'noose is|are? ready|tied',
  ],
  'self-harm': [
    'ive|i|im .. burning|cutting|slicing my arms|arm|wrists|legs|thighs|skin',
    `i|im|ive .. ${HARM}|hit|hitting|punching myself again|now|right_now|tonight|today|badly|on_purpose|deliberately`,
    `want|wanna|going|gonna|urge|urges|need|about|like|wanting to? ${HARM} myself|my_arms|my_legs|my_wrists`,
    'cant|cannot stop cutting|hurting|harming',
    'i|im .. cutting|slicing|burning my arms|arm|wrists|legs|thighs',
    'self harm|harming|harmed again|tonight|now|right_now',
    'urge|urges|want|going to? self? harm',
  ],
  goodbye: [
    'wont need .. anymore|any_more .. where',
    'letters are|have_been? written',
    'where im going $',
    'this is my|a goodbye|farewell',
    'goodbye forever|cruel_world',
    'my last|final message|words|note|letter|post|goodbye',
    'wont|not be here|around|alive tomorrow|anymore|any_more|much_longer|next_week',
    'time|when .. read|reads|see|sees|find|finds .. gone|dead|be_over',
    'tell my|the kids|mom|mum|dad|family|children|wife|husband|parents i|im|that .. loved|love|sorry',
    'take care of my cat|dog|kids|children when|after|once i|im',
  ],
  violence: [
    `i|im|ill|gonna .. ${WANT}|will|have|going to? kill|shoot|stab|murder|strangle|hurt|poison ${VICTIM} tonight|tomorrow|today|now|at|with|when|before`,
    `i|im|ill|gonna .. ${WANT}|will|have|going to? shoot|stab|murder|strangle|poison|kill ${VICTIM} $`,
    'i|im|ill .. bring|bringing|take|taking|have a|my knife|gun|rifle|weapon to school|work|the_office|class',
    'i|im|ill|gonna|want .. shoot|shooting|blow|blowing|burn up|down? .. school|office|church|mosque|place',
  ],
  threat: [
    'imagining|imagine|thinking|fantasizing|dreaming .. stabbing|killing|shooting|strangling|hurting .. him|her|them|people|stepfather|stepdad|father|mother|wife|husband|boss|brother|sister|neighbour|everyone',
    `i|im|ill|gonna .. want|wanna|going|gonna|will|could|might to? kill|hurt|stab|shoot ${VICTIM}`,
    'urge|urges|thoughts to|of|about hurt|kill|hurting|killing someone|somebody|people|others|him|her|them',
  ],
  'abuse-now': [
    `${THEY} .. breaking|kicking .. door`,
    `${THEY} .. is|are|hes|shes|keeps|keep|currently .. choking|strangling|beating|hitting|hurting|raping|stabbing|kicking|punching|threatening me`,
    `hes|shes|theyre .. choking|strangling|beating|hitting|hurting|raping|kicking|threatening me`,
    `${THEY} .. locked me in`,
    'wont|doesnt let me leave|out|go_out',
    `${THEY} .. says|said|threatens|threatening|going|gonna|will to? .. kill me when|tonight|now|if_i_leave|if_i_go`,
    `${THEY} .. has|have|got|with a|his|her gun|knife`,
    `${THEY}|someone|somebody|man .. is|are? outside|breaking|in my door|house|into_my_house|into_my_flat`,
    'i|im|being|just|got .. raped|strangled|held_captive|kidnapped',
    `${THEY} raped me`,
  ],
  'abuse-told': [
    'grabs|grabbed|holds|held|takes|took me by my|the? throat|neck|hair',
    'hands|hand around my throat|neck',
    `${THEY} .. hits|hit|beats|beat|slaps|slapped|punched|punches|kicked|kicks|chokes|choked|abuses|abused|hurts|threatens|threatened|strangled|molested me`,
    `afraid|scared|terrified of|my my? ${RELATIVES}|going_home`,
    `${THEY} .. going|gonna|threatened|will|threatens|wants to? kill|hurt me`,
    'i|my|im .. domestic abuse|violence',
  ],
  'child-in-danger': [
    'stepdad|stepfather|dad|father|uncle|teacher|coach|brother|grandpa|grandfather|cousin|priest|he .. touches|touched|touching|molests|molested|rapes me|my_private|my_privates',
    `afraid|scared|worried|going|might|could|want|wanna .. hurt|shake|kill|harm|smother ${CHILD}`,
    `i .. hurt|shook|hit|shaking ${CHILD}`,
  ],
  'other-in-danger': [
    `${OTHER} .. overdosed`,
    `${OTHER} .. took|taken|swallowed .. ${MANY} .. ${PILLS}|bottle`,
    `${OTHER} .. isnt|not|stopped responding|breathing|waking|moving`,
    `${OTHER} .. bridge|roof|ledge|tracks .. jump|jumping`,
    `${OTHER} .. kill|killing|hang|hanging|shoot|cut ${THEMSELVES} now|right_now|tonight|today`,
  ],
  'other-person': [
    `keeps|joking|jokes|talks|talking|threatens|threatened|trying about|to? .. kill|killing|hurting ${THEMSELVES}`,
    `${OTHER} .. wants|want|wishes to disappear|vanish`,
    'cuts|scars on his|her|their arms|arm|thighs|wrists|legs',
    `${OTHER} .. wants|want|wanted|wanna|wishes|ready to? .. die|be_dead|end_it_all|end_her_life|end_his_life|end_their_life`,
    `${OTHER} .. kill|killing|killed|kills|hurt|hurts|hurting|harm|harms|harming|cut|cuts|cutting|hang|hanged ${THEMSELVES}`,
    `${OTHER} .. ${SUICIDE}|suicidal`,
    `${OTHER} .. self harms|harming|harm`,
    `${OTHER} .. is|keeps|started cutting`,
    'children|child|kids|kid|boy|girl|baby .. being|getting|are|is|be beaten|abused|molested|hit|neglected|starved',
  ],
  'attempt-told': [
    'i|ive|my .. suicide attempt|attempts',
    'i|ive .. attempted suicide',
    'i|ive .. survived .. suicide|overdose',
  ],
  'self-harm-told': [
    'hide|hiding|cover|covering my? scars|cuts',
    `i|ive|im .. ${HARM} myself $`,
    `used to ${HARM} myself|my_arms`,
    'i|ive|my|im .. self harm|harming|harmed',
  ],
  means: [
    'how long .. take|takes to die',
    'die from|of|by carbon_monoxide|hanging|drowning',
    `how many|much .. ${PILLS}|sleeping_pills .. die|overdose|lethal|fatal|kill|deadly`,
    `lethal|fatal|deadly .. dose|amount|overdose`,
    'how to|do_you tie a noose',
    'where .. buy|get .. cyanide|nembutal',
  ],
  passive: [
    'disappointed|sad|angry|sorry that? i woke|wake up',
    'fine|better|happier|easier without me',
    'fantasizing|fantasising|fantasize|dreaming|obsessing|obsessed|thoughts|thinking about|of suicide|dying|death|killing',
    'hope|wish|hoping i? .. not|never|dont|wont wake up',
    'dont|not|no_longer|didnt want|wanna to? be_here|exist|live|wake_up|go_on_living|be_around|keep_living',
    'wish|hope|hoping|pray|prefer .. not|never|dont|wont wake up',
    'never wake|waking up',
    'wish i? .. never|not|wasnt been? born|existed|exist',
    'sleep forever',
    'sleep and? never|not',
    'wouldnt|dont mind|care .. if|whether .. died|die|dead|hit_me|killed_me|live',
    'better|easier .. if i wasnt|werent|didnt here|around|alive|exist',
    'want|wanna|wish .. to? disappear|vanish forever|for_good|completely',
    'tired|sick of living|life|being_alive|existing',
    'i|im|cant .. think|thinking|thoughts about|of death|dying',
  ],
  hopeless: [
    'done fighting|living|trying $',
    'whats|what .. point of|in getting_up|living|trying|going_on|anything',
    'itll|it|will|things never get|gets|be better|okay $',
    'no|any|what reason|point to|in|of live|living|going_on|continuing|being_alive',
    'nothing|little .. left? to live for',
    'cant|cannot|can_not go|keep on|going',
    'cant|cannot|can_not do|take|handle|bear this|it|life|living anymore|any_more|any_longer $',
    'burden to|on|for everyone|everybody|my_family|others|them|my_parents',
    'life .. not|isnt|no|never worth living|it',
    'i hate being alive',
    'no|any future for me',
    'see|have no future|way_out|hope',
    'given|giving|give up on life|living',
    'lost .. will to live',
    'life|everything is|feels|seems so? hopeless|pointless|meaningless',
  ],
};
