import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceProcess, seeded } from '@rookery/shared-platform-processes';
import { memoryMb } from '../../chaos/invariants/process-health.ts';
import { Stage } from '../../chaos/stage/stage.ts';
import { CANARY } from './canary.ts';
import { GrpcCaller } from './grpc-caller.ts';

/** A made-up key and a made-up secret; both are long enough to be taken. */
const KEY = 'key-of-the-fuzzer';
const SECRET = 'secret-of-the-platform-under-test-only';

/** Calls that go to each service behind the gateway, ask for nothing and take nothing. */
const HEALTHY_CALLS = [
  '/rookery.planner.v1.PlannerService/ListPlanners',
  '/rookery.benchmark.v1.RunService/ListRuns',
  '/rookery.planner.v1.AgentService/ListSessions',
] as const;
/** What a process may have gained since it was warm, in MB, once it had a moment to give back. */
const MOST_GAINED_MB = 350;
const MOMENT_MS = 3_000;

/** The whole platform as processes, with a key, the chat service and a model server of its own. */
export class FuzzedPlatform implements AsyncDisposable {
  readonly stage: Stage;
  /** host:port of the chat service. */
  readonly chatAddress: string;
  readonly key = KEY;
  readonly #chat: ServiceProcess;
  readonly #caller: GrpcCaller;
  /** MB of each process by its number, once it had some work. */
  #warm = new Map<number, number>();
  #endedBefore = 0;
  #chatHasEnded = false;

  private constructor(stage: Stage, chat: ServiceProcess, chatAddress: string) {
    this.stage = stage;
    this.#chat = chat;
    this.chatAddress = chatAddress;
    this.#caller = new GrpcCaller(stage.address, KEY);
  }

  /** Starts everything and waits until it serves. */
  static async start(): Promise<FuzzedPlatform> {
    const variables = {
      ROOKERY_OPERATOR_KEYS: KEY,
      ROOKERY_PLATFORM_SECRET: SECRET,
      // Everything that a log can ever hold.
      ROOKERY_LOG_LEVEL: 'trace',
    };
    const stage = await Stage.set({ random: seeded(1), latencyMs: [0, 2], variables });
    try {
      const chat = new ServiceProcess('chat', {
        ...variables,
        DATABASE_URL: stage.postgres.connectionString(),
        ROOKERY_GATEWAY_ADDRESS: stage.address,
      });
      return new FuzzedPlatform(stage, chat, await chat.address);
    } catch (caught) {
      await stage.strike();
      throw caught;
    }
  }

  /** A caller with the key, on a connection of its own. */
  caller(): GrpcCaller {
    return new GrpcCaller(this.stage.address, KEY);
  }

  /** @returns who ended, or which call that asks for nothing is not answered; undefined: all is well */
  async unwell(): Promise<string | undefined> {
    const ended = this.#ended();
    if (ended !== undefined) return ended;
    for (const path of HEALTHY_CALLS) {
      const { status, message } = await this.#caller.call(path, [Buffer.alloc(0)]);
      if (status !== 0)
        return this.#ended() ?? `a healthy call of ${path} ended with status ${status} (${message})`;
    }
    const health = await fetch(`http://${this.chatAddress}/health`, { signal: AbortSignal.timeout(30_000) })
      .then((response) => response.status)
      .catch((caught: unknown) => String(caught));
    return health === 200
      ? undefined
      : (this.#ended() ?? `the chat service answers ${health} for its health`);
  }

  /** @returns what is left of many inputs that should not be: memory, words of people in logs */
  async left(): Promise<string[]> {
    const wrong: string[] = [];
    const said = `${this.stage.output}${this.#chat.output}${this.stage.postgres.log}`;
    const at = said.indexOf(CANARY);
    if (at >= 0) {
      const line = said.slice(said.lastIndexOf('\n', at) + 1, at).slice(-400);
      wrong.push(`words of a person are in a log, after: ${line}`);
    }
    await sleep(MOMENT_MS);
    for (const [name, pid] of this.#pids()) {
      const now = memoryMb(pid);
      const warm = this.#warm.get(pid) ?? now;
      this.#warm.set(pid, warm);
      if (now > warm + MOST_GAINED_MB)
        wrong.push(`${name} has ${Math.round(now)} MB and had ${Math.round(warm)} MB when it was warm`);
    }
    return wrong;
  }

  /** Resident memory of each process, in MB. */
  get memory(): ReadonlyMap<string, number> {
    return new Map([...this.#pids()].map(([name, pid]) => [name, memoryMb(pid)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#caller.close();
    await this.#chat.stop().catch(() => this.#chat.kill());
    await this.stage.strike();
  }

  #pids(): ReadonlyMap<string, number> {
    return new Map<string, number>([...this.stage.pids, ['chat', this.#chat.pid]]);
  }

  #ended(): string | undefined {
    const { ended } = this.stage;
    const gone = ended[this.#endedBefore];
    if (gone !== undefined) {
      this.#endedBefore = ended.length;
      return `the process of ${gone.service} ended:\n${gone.words.slice(-2000)}`;
    }
    if (this.#chatHasEnded) return undefined;
    try {
      this.#chat.mustRun();
      return undefined;
    } catch (caught) {
      this.#chatHasEnded = true;
      return `the process of chat ended: ${String(caught).slice(-2000)}`;
    }
  }
}
