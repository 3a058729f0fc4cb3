import { isBlank, TextPlace } from './text-place.ts';
import { LONGEST_MARK, markAt, mayBecomeMark, type Mark } from './thought-marks.ts';

type ClosingMark = Extract<Mark, { kind: 'closing' }>;
type OpeningMark = Extract<Mark, { kind: 'opening' }>;

type Mode =
  /** Nothing of the answer has come, or nothing since a thought. */
  'start' | 'text' | 'thought' | 'bareThought' | 'channelName' | 'channelThought' | 'betweenChannels';

/** How much after a mark is looked at to tell what it is. */
const MOST_LOOKED_AT = 8;
/** Harmony's channels when the server has eaten their marks: `analysisShe is 19 ..assistantfinalPlease rest.` */
const BARE_ANALYSIS = 'analysis';
const BARE_FINAL = 'assistantfinal';
const BARE_START = new RegExp(`^${BARE_ANALYSIS}[A-Z]`);
const SENTENCE_END = /[.!?:;…。！？；：」』）)\]}*"”'’~-]/;
const LOWER_CASE_FOLLOWS = /^[ \t\r\u00a0]*\p{Ll}/u;
const MENTION_FOLLOWS = /[,.;:!?)\]"'”’»`]/;
const QUOTES: Readonly<Record<string, string>> = {
  '`': '`',
  '"': '"',
  "'": "'",
  '“': '”',
  '‘': '’',
  '«': '»',
  '(': ')',
};

/**
 * Takes the thoughts of a reasoning model out of its answer, piece by piece: however an answer is cut, the same is left of
 * it. What a thought is:
 *
 * 1. What stands between an opening mark (`<think>`, `[THINK]`, `<reasoning>`, ..., see thought-marks) and its closing one, when the
 *    opening stands at the beginning of the answer or of a line outside of code. One that does not end is a thought to its end.
 *    When nested ones lack closing marks, or all look as if they were talked about, the last one ends it.
 * 2. All that stands before a closing mark that no opening explains: servers that put the opening into the prompt send only
 *    the closing one. The last such mark counts.
 * 3. In the channels of harmony, all but the channel `final`, also where the server has eaten the marks of the channels and the
 *    model may think silently.
 *
 * What is only talked about is none: a mark in quotation marks or backticks, in a string of JSON, one in the middle of a sentence that
 * goes on after it in lower case or with punctuation, an opening in the middle of a line, and a closing one whose
 * opening is talked about on the same line or in the same block of code.
 *
 * Of a stream, a text that such a closing mark may still follow is held back until that is ruled out: by a mark that explains
 * it, by a thought beside the text, or by what is known of the model (`mayThinkSilently`). The work is linear in the text.
 */
export class ThoughtFilter {
  readonly #visible: string[] = [];
  #held: string[] = [];
  #holding: boolean;
  #mode: Mode = 'start';
  #place = new TextPlace();
  /** What is not decided: the beginning of a mark, or a mark before what tells about it. */
  #pending = '';
  #lead = '';
  #family = '';
  #depth = 0;
  /** What followed the last mark that may have ended the thought after all. */
  #afterDoubtful: string[] | undefined;
  #channelName = '';
  #inChannels = false;
  #openingMentioned = false;
  #tookOut = false;
  #thought = false;
  #silent = false;
  readonly #mayBeBare: boolean;

  /** @param mayThinkSilently the model may think without opening marks, or with bare ones */
  constructor(mayThinkSilently: boolean) {
    this.#holding = mayThinkSilently;
    this.#mayBeBare = mayThinkSilently;
  }

  /** A thought was taken out, or came beside the text. */
  get thought(): boolean {
    return this.#thought;
  }

  /** The model thought without an opening mark, or with a bare one. */
  get thoughtSilently(): boolean {
    return this.#silent;
  }

  /** The whole answer so far. Differs from what was passed on only when a silent thought was not foreseen. */
  get text(): string {
    return this.#visible.join('');
  }

  /** The server sends thoughts beside the text, so there are none in it to wait for. @returns what can be passed on */
  thoughtBeside(): string {
    this.#thought = true;
    return this.#release();
  }

  /** @returns what can be passed on now */
  push(piece: string): string {
    return this.#read(this.#pending + piece, false);
  }

  /**
   * The answer has ended.
   * @param cutThinker the model always closes its thoughts, and this answer was cut: what has no closing mark is all thought
   * @returns the rest
   */
  end(cutThinker = false): string {
    let passed = this.#read(this.#pending, true);
    if (this.#mode === 'thought' && this.#afterDoubtful !== undefined) {
      passed += this.#show(this.#afterDoubtful.join('').trimStart());
    }
    if (this.#mode === 'start') passed += this.#beginText();
    if (cutThinker && this.#holding && this.#held.length > 0) {
      this.#thought = true;
      this.#forget();
    }
    return passed + this.#release();
  }

  #read(text: string, ended: boolean): string {
    this.#pending = '';
    const passed: string[] = [];
    let at = 0;
    while (at < text.length) {
      const next = this.#step(text, at, ended, passed);
      if (next === undefined) {
        this.#pending = text.slice(at);
        break;
      }
      at = next;
    }
    return passed.join('');
  }

  /** Goes past what stands at a place; undefined: more has to come to tell what it is. */
  #step(text: string, at: number, ended: boolean, passed: string[]): number | undefined {
    if (this.#mode === 'bareThought') return this.#bareStep(text, at, ended);
    if (this.#mode === 'start' && isSpace(text.charAt(at))) {
      this.#lead += text.charAt(at);
      return at + 1;
    }
    if (this.#mode === 'start' && this.#mayBeBare && !this.#tookOut && text.startsWith('a', at)) {
      const here = text.slice(at, at + BARE_ANALYSIS.length + 1);
      if (!ended && (here === BARE_ANALYSIS || BARE_ANALYSIS.startsWith(here))) return undefined;
      if (BARE_START.test(here)) {
        this.#beginThought('bareThought');
        this.#silent = true;
        return at + BARE_ANALYSIS.length;
      }
    }
    const mark = markAt(text, at);
    if (mark !== undefined) {
      const after = at + mark.length;
      if (!ended && text.length < after + MOST_LOOKED_AT && !decides(text, after)) return undefined;
      passed.push(this.#atMark(mark, text.slice(at, after), text.slice(after, after + MOST_LOOKED_AT)));
      return after;
    }
    if (!ended && beginsMark(text.charAt(at)) && mayBecomeMark(text.slice(at, at + LONGEST_MARK))) {
      return undefined;
    }
    let end = at + 1;
    while (end < text.length && !beginsMark(text.charAt(end))) end += 1;
    passed.push(this.#plain(text.slice(at, end)));
    return end;
  }

  #bareStep(text: string, at: number, ended: boolean): number | undefined {
    const here = text.slice(at, at + BARE_FINAL.length);
    if (here === BARE_FINAL) {
      this.#mode = 'start';
      this.#holding = false;
      return at + BARE_FINAL.length;
    }
    if (!ended && BARE_FINAL.startsWith(here)) return undefined;
    const next = text.indexOf('a', at + 1);
    const end = next === -1 ? text.length : next;
    this.#plain(text.slice(at, end));
    return end;
  }

  /** Text without a mark. @returns what can be passed on */
  #plain(run: string): string {
    switch (this.#mode) {
      case 'start':
        return this.#beginText() + this.#say(run);
      case 'text':
        return this.#say(run);
      case 'channelName':
        this.#channelName += run;
        return '';
      case 'betweenChannels':
        return '';
      default:
        this.#thought ||= run.trim() !== '';
        this.#afterDoubtful?.push(run);
        this.#place.pass(run);
        return '';
    }
  }

  #beginText(): string {
    const lead = this.#tookOut ? '' : this.#lead;
    this.#mode = 'text';
    this.#lead = '';
    this.#place = new TextPlace();
    return this.#say(lead);
  }

  #say(run: string): string {
    // Line by line, so that it does not matter where the text was cut.
    for (const line of run.split(/(?<=\n)/)) {
      this.#place.pass(line);
      if (line.endsWith('\n') && !this.#place.inFence) this.#openingMentioned = false;
    }
    return this.#show(run);
  }

  #show(run: string): string {
    this.#visible.push(run);
    if (!this.#holding) return run;
    this.#held.push(run);
    return '';
  }

  #beginThought(mode: Mode): void {
    this.#mode = mode;
    this.#tookOut = true;
    this.#lead = '';
    this.#place = new TextPlace();
    this.#afterDoubtful = undefined;
  }

  /** What is held can be passed on, and so can what follows. */
  #release(): string {
    this.#holding = false;
    const held = this.#held.join('');
    this.#held = [];
    return held;
  }

  /** What was said so far was a thought. */
  #forget(): void {
    this.#held = [];
    this.#visible.length = 0;
  }

  #atMark(mark: Mark, written: string, next: string): string {
    switch (mark.kind) {
      case 'opening':
        return this.#atOpening(mark, written, next);
      case 'closing':
        return this.#atClosing(mark, written, next);
      case 'wrapping':
        // Only beside thoughts: alone it may be anything.
        return this.#tookOut && (this.#mode === 'start' || this.#mode === 'text') ? '' : this.#plain(written);
      default:
        return this.#atChannelMark(mark.kind, written, next);
    }
  }

  #atOpening(mark: OpeningMark, written: string, next: string): string {
    const { lineBegins, inFence, inJsonString } = this.#place;
    switch (this.#mode) {
      case 'start':
        break;
      case 'text':
        if (lineBegins && !inFence && !inJsonString) break;
        this.#openingMentioned = true;
        return this.#plain(written);
      default:
        if (mark.family === this.#family && !this.#isQuoted(next)) this.#depth += 1;
        return this.#plain(written);
    }
    this.#beginThought('thought');
    this.#family = mark.family;
    this.#depth = 1;
    return this.#release();
  }

  #atClosing(mark: ClosingMark, written: string, next: string): string {
    switch (this.#mode) {
      case 'start':
        break;
      case 'text':
        if (this.#isTalkedAbout(next)) return this.#plain(written);
        // A thought without an opening mark.
        this.#silent = true;
        this.#thought = true;
        break;
      case 'thought':
        return this.#closeThought(mark, written, next);
      default:
        return this.#plain(written);
    }
    this.#forget();
    this.#beginThought('start');
    return '';
  }

  #closeThought(mark: ClosingMark, written: string, next: string): string {
    if (mark.family !== this.#family || this.#isQuoted(next)) return this.#plain(written);
    const doubtful = this.#place.inJsonString || this.#isMidSentence(next);
    if (!doubtful) this.#depth -= 1;
    if (doubtful || this.#depth > 0) {
      this.#place.pass(written);
      this.#afterDoubtful = [];
      return '';
    }
    this.#beginThought('start');
    return '';
  }

  #isTalkedAbout(next: string): boolean {
    return (
      this.#openingMentioned || this.#place.inJsonString || this.#isQuoted(next) || this.#isMidSentence(next)
    );
  }

  #isQuoted(next: string): boolean {
    const quote = this.#place.afterBlank ? undefined : QUOTES[this.#place.lastSign];
    return quote !== undefined && next.startsWith(quote);
  }

  /** After a blank, in a sentence that goes on behind the mark. */
  #isMidSentence(next: string): boolean {
    const { lineBegins, afterBlank, lastSign } = this.#place;
    if (lineBegins || !afterBlank || SENTENCE_END.test(lastSign)) return false;
    return next === '' || MENTION_FOLLOWS.test(next.charAt(0)) || LOWER_CASE_FOLLOWS.test(next);
  }

  #atChannelMark(kind: 'channel' | 'message' | 'channelEnd', written: string, next: string): string {
    if (this.#mode === 'thought') return this.#plain(written);
    const talkedAbout = this.#mode === 'text' && (this.#place.inJsonString || this.#isQuoted(next));
    if (!this.#inChannels && (talkedAbout || (kind !== 'channel' && this.#mode !== 'start'))) {
      return this.#plain(written);
    }
    switch (kind) {
      case 'channel':
        // What came before belongs to a channel whose beginning stood in the prompt.
        if (!this.#inChannels && this.#mode === 'text') {
          this.#silent = true;
          this.#thought = true;
          this.#forget();
        }
        this.#inChannels = true;
        this.#beginThought('channelName');
        this.#channelName = '';
        return '';
      case 'message': {
        const final = this.#channelName.trim().toLowerCase().startsWith('final');
        this.#mode = final ? 'start' : 'channelThought';
        return final ? this.#release() : '';
      }
      case 'channelEnd':
        this.#inChannels = true;
        this.#mode = 'betweenChannels';
        return '';
    }
  }
}

/** Whether enough stands behind a mark to tell what it is. */
function decides(text: string, from: number): boolean {
  for (let at = from; at < text.length; at += 1) if (!isBlank(text.charAt(at))) return true;
  return false;
}

function isSpace(sign: string): boolean {
  return sign === '\n' || isBlank(sign);
}

function beginsMark(sign: string): boolean {
  return sign === '<' || sign === '[' || sign === '◁';
}
