import { Gauge } from 'prom-client';
import { registry } from './registry.ts';

/** One value with its labels. */
export interface Look<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  readonly value: number;
}

type Source<Label extends string> = () => readonly Look<Label>[] | Promise<readonly Look<Label>[]>;

/** How long a source may take to look, in milliseconds; what is later is left out. */
const LONGEST_LOOK_MS = 2_000;

/** A gauge whose values are looked at when somebody reads them, and cost nothing before. */
export interface LookedAt<Label extends string> {
  /** Adds a source; equal labels of several sources are added up. @returns removes it */
  from(source: Source<Label>): () => void;
  /** What all sources see now; what is late or fails is left out. */
  look(): Promise<readonly Look<Label>[]>;
}

/** @param help a sentence */
export function lookedAt<const Label extends string>(
  name: string,
  help: string,
  labels: readonly Label[],
): LookedAt<Label> {
  const sources = new Set<Source<Label>>();
  const look = async (): Promise<readonly Look<Label>[]> =>
    (await Promise.all([...sources].map(inTime))).flat();
  new Gauge<Label>({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      const looks = await look();
      this.reset();
      // Without labels a gauge is 0 after a reset; where nothing is looked at there is nothing to say.
      if (looks.length === 0) this.remove({} as Record<Label, string>);
      for (const { labels: at, value } of looks) this.inc(at, value);
    },
  });
  return {
    look,
    from(source) {
      sources.add(source);
      return () => void sources.delete(source);
    },
  };
}

/** A source that fails or is late says nothing: a gap in a graph is true, a zero is not. */
async function inTime<Label extends string>(source: Source<Label>): Promise<readonly Look<Label>[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Look<Label>[]>((resolve) => {
    timer = setTimeout(() => resolve([]), LONGEST_LOOK_MS);
  });
  try {
    return await Promise.race([Promise.try(source), late]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}
