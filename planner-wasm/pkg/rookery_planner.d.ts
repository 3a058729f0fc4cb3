/* tslint:disable */
/* eslint-disable */

/**
 * One problem of a cell for planners outside the core.
 */
export class CoreArena {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The problem with that seed, in that repetition, of the cell described as JSON text.
     */
    constructor(order: string, problem: bigint, repetition: number);
    /**
     * Regret and anytime regret of a path, given what is known after each step.
     */
    regrets(subsets: BigUint64Array | bigint[]): Float64Array;
    /**
     * The reward of an evaluation.
     */
    reward(id: number, subset: bigint): number;
    /**
     * The weights of a ranking.
     */
    weights(id: number, state: bigint): Float64Array;
    /**
     * Number of attributes of the problem.
     */
    readonly attributes: number;
    /**
     * The seed of the search.
     */
    readonly seed: bigint;
}

/**
 * Curves of many searches, one after another.
 */
export class CoreCurves {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The same for the mean over prefixes.
     */
    readonly anytime: Float64Array;
    /**
     * Evaluations of each search.
     */
    readonly evaluations: Uint32Array;
    /**
     * Rankings asked by each checkpoint.
     */
    readonly rankings: Uint32Array;
    /**
     * Regret at each checkpoint.
     */
    readonly regret: Float64Array;
}

/**
 * What a library taught.
 */
export class CoreFit {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * What asking for each candidate is expected to bring, in the order of their bits: mean and standard deviation in turn.
     */
    gains(domain: string, embedding: Float32Array | number[], known: bigint, candidates: bigint): Float64Array;
    /**
     * What is believed of a query before it is searched. An empty `carry` stands for none.
     */
    prior(domain: string, embedding: Float32Array | number[], carry: Float64Array | number[]): Uint8Array;
    /**
     * What was learned, as JSON.
     */
    report(): string;
    /**
     * From stored bytes.
     */
    static restore(bytes: Uint8Array | number[]): CoreFit;
    /**
     * The bytes to store.
     */
    save(): Uint8Array;
}

/**
 * Tables of simulated problems and an engine to run over them.
 */
export class CoreFreeRun {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Lays out the problems.
     */
    constructor(problems: number, depth: number, rollouts: number, seed: bigint);
    /**
     * Plans that many queries and returns a checksum of the paths.
     */
    run(queries: number): number;
}

/**
 * Finished searches, gathered to be fitted.
 */
export class CoreLibrary {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Adds a search. `weights` holds one number for each attribute after the other, for one state after the other.
     */
    add(domain: string, embedding: Float32Array | number[], attributes: number, depth: number, known: bigint, forbidden: bigint, states: BigUint64Array | bigint[], weights: Float64Array | number[], subsets: BigUint64Array | bigint[], rewards: Float64Array | number[]): void;
    /**
     * What they teach.
     */
    fit(): CoreFit;
    /**
     * An empty one.
     */
    constructor();
}

/**
 * Vectors in memory, numbered in the order they were added.
 */
export class CoreMatrix {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Adds rows, one after the other.
     */
    add(vectors: Float32Array | number[]): void;
    /**
     * Row numbers and cosines in turn, nearest first. Whole numbers up to 2^53 are exact here.
     */
    nearest(query: Float32Array | number[], limit: number): Float64Array;
    /**
     * An empty matrix.
     */
    constructor(dimensions: number);
    /**
     * Bytes held for the rows.
     */
    readonly memory: number;
    /**
     * Number of rows.
     */
    readonly rows: number;
}

/**
 * A batch of questions as parallel arrays.
 */
export class CoreQuestions {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The names.
     */
    readonly ids: Uint32Array;
    /**
     * 0 = evaluate, 1 = rank.
     */
    readonly kinds: Uint8Array;
    /**
     * The subset to evaluate or the state to rank at.
     */
    readonly masks: BigUint64Array;
}

/**
 * One running search.
 */
export class CoreSearch {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * At most `max` new questions.
     */
    ask(max: number): CoreQuestions;
    /**
     * The subset behind every step of the best path.
     */
    bestPathMasks(): BigUint64Array;
    /**
     * The best path so far as JSON.
     */
    bestPath(): string;
    /**
     * The models the planner weighs against each other, as JSON.
     */
    models(): string;
    /**
     * Starts a search; `parameters` is JSON text, empty for the defaults. Empty `costs`: asking costs nothing. `prior`: what
     * a library says of this query (see `CoreFit`); empty for none.
     */
    constructor(attributes: number, depth: number, budget: number, known: bigint, forbidden: bigint, seed: bigint, costs: Float64Array | number[], planner: string, parameters: string, prior: Uint8Array | number[]);
    /**
     * Questions that wait for an answer.
     */
    openQuestions(): CoreQuestions;
    /**
     * How far the search is, as JSON.
     */
    progress(): string;
    /**
     * Continues a saved search.
     */
    static restore(bytes: Uint8Array | number[]): CoreSearch;
    /**
     * Everything needed to continue.
     */
    save(): Uint8Array;
    /**
     * Tells a batch, all or none. `kinds`: 0 = reward (takes the next of `rewards`), 1 = weights (takes the next
     * `attributes` of `weights`), 2 = failed.
     */
    tell(ids: Uint32Array | number[], kinds: Uint8Array | number[], rewards: Float64Array | number[], weights: Float64Array | number[]): void;
    /**
     * Everything asked and told, as JSON; masks as decimal text, because JSON numbers lose bits beyond 2^53.
     */
    trace(): string;
    /**
     * Number of attributes of the problem.
     */
    readonly attributes: number;
    /**
     * The budget of the problem.
     */
    readonly budget: number;
    /**
     * True when nothing will be asked any more and no answer is awaited.
     */
    readonly finished: boolean;
    /**
     * The planner's name.
     */
    readonly planner: string;
}

/**
 * A stream that was played.
 */
export class CoreStream {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Planned without the library.
     */
    readonly alone: CoreCurves;
    /**
     * What the library taught, in words.
     */
    readonly lesson: string;
    /**
     * Last regret of the reference.
     */
    readonly reference: Float64Array;
    /**
     * Weights of the library's models after each search.
     */
    readonly weights: Float64Array;
    /**
     * Planned with it.
     */
    readonly withLibrary: CoreCurves;
}

/**
 * The truth of one problem.
 */
export class CoreTruth {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The most valuable subset of `size` attributes of `askable` on top of `known`.
     */
    best(known: bigint, askable: bigint, size: number): bigint;
    /**
     * The three deserved dimensions.
     */
    dimensions(known: bigint, baseline: number, leverage: number): Float64Array;
    /**
     * What an embedder would see of the latent vector.
     */
    embedding(): Float64Array;
    /**
     * The whole scores of one evaluation.
     */
    observe(known: bigint, baseline: number, leverage: number, sample_seed: bigint): Uint8Array;
    /**
     * Prior weights: quality 0 = good, 1 = poor, 2 = misleading, 3 = constant.
     */
    prior(known: bigint, quality: number): Float64Array;
    /**
     * The deserved score of every subset, for a model of that skill.
     */
    values(masks: BigUint64Array | bigint[], baseline: number, leverage: number): Float64Array;
    /**
     * The problem's domain, 0..6.
     */
    readonly domain: number;
}

/**
 * A world.
 */
export class CoreWorld {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The quality of one sampled answer around the deserved one.
     */
    answer(deserved: Float64Array | number[], known: bigint, sample_seed: bigint): Float64Array;
    /**
     * A judge's whole scores for an answer of that quality.
     */
    judge(quality: Float64Array | number[], known: bigint, sample_seed: bigint): Uint8Array;
    /**
     * Reads the settings from JSON text.
     */
    constructor(settings: string);
    /**
     * The problem with that seed; an empty `latent` draws the context from the seed.
     */
    problem(seed: bigint, domain: number, latent: Float64Array | number[]): CoreTruth;
    /**
     * Number of attributes.
     */
    readonly attributes: number;
}

/**
 * The log weights of the models after a search that ended with these log evidences. An empty `carry` stands for none.
 */
export function carryAfter(carry: Float64Array | number[], evidence: Float64Array | number[]): Float64Array;

/**
 * Says what is wrong with a stream, without playing it.
 */
export function checkStream(order: string): void;

/**
 * The names of the models, in the order of their weights, as JSON.
 */
export function libraryModels(): string;

/**
 * The descriptions of all planners as JSON.
 */
export function planners(): string;

/**
 * Plays a block of searches, described as JSON text.
 */
export function playBlock(order: string): CoreCurves;

/**
 * Plays a stream, described as JSON text.
 */
export function playStream(order: string): CoreStream;

/**
 * Sums curves up; the order and the result are JSON text.
 */
export function summarize(order: string, loss: Float64Array | number[], anytime: Float64Array | number[], spent: Float64Array | number[], target: Float64Array | number[]): string;

/**
 * The descriptions of a world's settings as JSON.
 */
export function worldParameters(): string;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_corearena_free: (a: number, b: number) => void;
    readonly __wbg_corecurves_free: (a: number, b: number) => void;
    readonly __wbg_corefit_free: (a: number, b: number) => void;
    readonly __wbg_corefreerun_free: (a: number, b: number) => void;
    readonly __wbg_corelibrary_free: (a: number, b: number) => void;
    readonly __wbg_corematrix_free: (a: number, b: number) => void;
    readonly __wbg_corequestions_free: (a: number, b: number) => void;
    readonly __wbg_coresearch_free: (a: number, b: number) => void;
    readonly __wbg_corestream_free: (a: number, b: number) => void;
    readonly __wbg_coretruth_free: (a: number, b: number) => void;
    readonly __wbg_coreworld_free: (a: number, b: number) => void;
    readonly carryAfter: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly checkStream: (a: number, b: number, c: number) => void;
    readonly corearena_attributes: (a: number) => number;
    readonly corearena_new: (a: number, b: number, c: number, d: bigint, e: number) => void;
    readonly corearena_regrets: (a: number, b: number, c: number, d: number) => void;
    readonly corearena_reward: (a: number, b: number, c: bigint) => number;
    readonly corearena_seed: (a: number) => bigint;
    readonly corearena_weights: (a: number, b: number, c: number, d: bigint) => void;
    readonly corecurves_anytime: (a: number, b: number) => void;
    readonly corecurves_evaluations: (a: number, b: number) => void;
    readonly corecurves_rankings: (a: number, b: number) => void;
    readonly corecurves_regret: (a: number, b: number) => void;
    readonly corefit_gains: (a: number, b: number, c: number, d: number, e: number, f: number, g: bigint, h: bigint) => void;
    readonly corefit_prior: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
    readonly corefit_report: (a: number, b: number) => void;
    readonly corefit_restore: (a: number, b: number, c: number) => void;
    readonly corefit_save: (a: number, b: number) => void;
    readonly corefreerun_new: (a: number, b: number, c: number, d: number, e: bigint) => void;
    readonly corefreerun_run: (a: number, b: number) => number;
    readonly corelibrary_add: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: bigint, j: bigint, k: number, l: number, m: number, n: number, o: number, p: number, q: number, r: number) => void;
    readonly corelibrary_fit: (a: number, b: number) => void;
    readonly corelibrary_new: () => number;
    readonly corematrix_add: (a: number, b: number, c: number, d: number) => void;
    readonly corematrix_memory: (a: number) => number;
    readonly corematrix_nearest: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly corematrix_new: (a: number, b: number) => void;
    readonly corematrix_rows: (a: number) => number;
    readonly corequestions_ids: (a: number, b: number) => void;
    readonly corequestions_kinds: (a: number, b: number) => void;
    readonly corequestions_masks: (a: number, b: number) => void;
    readonly coresearch_ask: (a: number, b: number, c: number) => void;
    readonly coresearch_attributes: (a: number) => number;
    readonly coresearch_bestPath: (a: number, b: number) => void;
    readonly coresearch_bestPathMasks: (a: number, b: number) => void;
    readonly coresearch_budget: (a: number) => number;
    readonly coresearch_finished: (a: number) => number;
    readonly coresearch_models: (a: number, b: number) => void;
    readonly coresearch_new: (a: number, b: number, c: number, d: number, e: bigint, f: bigint, g: bigint, h: number, i: number, j: number, k: number, l: number, m: number, n: number, o: number) => void;
    readonly coresearch_openQuestions: (a: number) => number;
    readonly coresearch_planner: (a: number, b: number) => void;
    readonly coresearch_progress: (a: number, b: number) => void;
    readonly coresearch_restore: (a: number, b: number, c: number) => void;
    readonly coresearch_save: (a: number, b: number) => void;
    readonly coresearch_tell: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number) => void;
    readonly coresearch_trace: (a: number, b: number) => void;
    readonly corestream_alone: (a: number) => number;
    readonly corestream_lesson: (a: number, b: number) => void;
    readonly corestream_reference: (a: number, b: number) => void;
    readonly corestream_weights: (a: number, b: number) => void;
    readonly corestream_withLibrary: (a: number) => number;
    readonly coretruth_best: (a: number, b: number, c: bigint, d: bigint, e: number) => void;
    readonly coretruth_dimensions: (a: number, b: number, c: bigint, d: number, e: number) => void;
    readonly coretruth_domain: (a: number) => number;
    readonly coretruth_embedding: (a: number, b: number) => void;
    readonly coretruth_observe: (a: number, b: number, c: bigint, d: number, e: number, f: bigint) => void;
    readonly coretruth_prior: (a: number, b: number, c: bigint, d: number) => void;
    readonly coretruth_values: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly coreworld_answer: (a: number, b: number, c: number, d: number, e: bigint, f: bigint) => void;
    readonly coreworld_attributes: (a: number) => number;
    readonly coreworld_judge: (a: number, b: number, c: number, d: number, e: bigint, f: bigint) => void;
    readonly coreworld_new: (a: number, b: number, c: number) => void;
    readonly coreworld_problem: (a: number, b: number, c: bigint, d: number, e: number, f: number) => void;
    readonly libraryModels: (a: number) => void;
    readonly planners: (a: number) => void;
    readonly playBlock: (a: number, b: number, c: number) => void;
    readonly playStream: (a: number, b: number, c: number) => void;
    readonly summarize: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number) => void;
    readonly worldParameters: (a: number) => void;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_add_to_stack_pointer: (a: number) => number;
    readonly __wbindgen_export: (a: number, b: number) => number;
    readonly __wbindgen_export2: (a: number, b: number, c: number) => void;
    readonly __wbindgen_export3: (a: number) => void;
    readonly __wbindgen_export4: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
