import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RookeryError } from '@rookery/shared-errors';
import { makeFile, replaceFile } from './replace-file.ts';
import { digest, newKey, seal, unseal } from './seal.ts';

/** A key of one content, as it is stored beside it: of no use without the key above it. */
export interface WrappedKey {
  readonly generation: number;
  readonly bytes: Buffer;
}

/** A key of one content, and how it is stored. */
export interface ContentKey {
  readonly key: Buffer;
  readonly wrapped: WrappedKey;
}

/** What the file of a ring holds. */
interface Keys {
  readonly generations: ReadonlyMap<number, Buffer>;
  /** For digests, which stay comparable for as long as the ring is there; a ring from before there were any has none. */
  readonly digests: Buffer | undefined;
}

interface Living {
  readonly generation: number;
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * The keys above the keys of contents, in a file outside of the database, by generation. An old generation is destroyed once no living
 * content needs it: then what copies of the database hold of erased contents opens for nobody. Beside it lies a file with the
 * keys of the living as of the last change of generations, so that a restored copy opens for them.
 */
export class KeyRing {
  /** File of the generations. */
  readonly file: string;
  /** Made just now: nothing that is sealed can be opened with it. */
  readonly isNew: boolean;
  #keys: Keys;
  #living: Living | undefined;

  private constructor(file: string, isNew: boolean, keys: Keys) {
    this.file = file;
    this.isNew = isNew;
    this.#keys = keys;
  }

  /**
   * Opens the ring of a name, making it and the folder where missing; processes that share it may do so at once.
   * @throws RookeryError FAILED_PRECONDITION when the file is none of ours or cannot be read or made
   */
  static async open(folder: string, name: string): Promise<KeyRing> {
    const file = join(folder, `${name}.json`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const isNew = await makeFile(
        file,
        textOf({ generations: new Map([[nextAfter(0), newKey()]]), digests: newKey() }),
      );
      return new KeyRing(file, isNew, await read(file));
    } catch (caught) {
      if (caught instanceof RookeryError) throw caught;
      const { code = 'unknown' } = caught as NodeJS.ErrnoException;
      throw new RookeryError('FAILED_PRECONDITION', `${file}: cannot be made or read (${code})`, {
        cause: caught,
      });
    }
  }

  /** The newest generation, which new keys are wrapped under. */
  get newest(): number {
    return Math.max(...this.#keys.generations.keys());
  }

  /** How many generations there are: more than one while old ones are being replaced. */
  get size(): number {
    return this.#keys.generations.size;
  }

  /** Reads what other processes have changed. */
  async reload(): Promise<void> {
    this.#keys = await read(this.file);
    this.#living = undefined;
  }

  /** A new key for a content. */
  makeKey(about: string): ContentKey {
    const key = newKey();
    return { key, wrapped: this.wrap(key, about) };
  }

  /** A key as it is stored from now on. */
  wrap(key: Buffer, about: string): WrappedKey {
    const generation = this.newest;
    const above = this.#keys.generations.get(generation);
    if (above === undefined) throw new RookeryError('INTERNAL', 'the ring has no keys');
    return { generation, bytes: seal(key, above, about) };
  }

  /**
   * The key that was stored.
   * @param name by which the file of the living knows it: see `nameOfKey`
   * @returns undefined: its content was erased, and this is a copy from before
   * @throws RookeryError DATA_LOSS when there is a key above it and it is another's
   */
  async unwrap({ generation, bytes }: WrappedKey, about: string, name: string): Promise<Buffer | undefined> {
    // An older one that is not here was destroyed, and does not come again.
    if (generation > this.newest) await this.reload();
    const above = this.#keys.generations.get(generation);
    if (above !== undefined) return opened(bytes, above, about);
    let living = await this.#readLiving();
    if (living !== undefined && !this.#keys.generations.has(living.generation)) {
      await this.reload();
      living = await this.#readLiving();
    }
    const stored = living?.keys[name];
    const theirs = living === undefined ? undefined : this.#keys.generations.get(living.generation);
    if (stored === undefined || theirs === undefined) return undefined;
    return opened(Buffer.from(stored, 'base64'), theirs, about);
  }

  /**
   * 32 hexadecimal digits that tell texts apart and tell nothing of them to whoever has not got the ring. Replacements leave it as it is.
   * @param kind of what the text is: digests of two kinds are never alike
   * @throws RookeryError FAILED_PRECONDITION for a ring from before there were digests
   */
  digest(kind: string, text: string): string {
    const { digests } = this.#keys;
    if (digests !== undefined) return digest(digests, kind, text);
    throw new RookeryError('FAILED_PRECONDITION', `${this.file}: has no key for digests`);
  }

  /** Adds a generation, which is the newest. */
  async add(): Promise<void> {
    await this.reload();
    const generations = new Map([...this.#keys.generations, [nextAfter(this.newest), newKey()]]);
    await replaceFile(this.file, textOf({ ...this.#keys, generations }));
    await this.reload();
  }

  /** Keeps the keys of the living, wrapped under the newest generation, and destroys all generations before it. */
  async leaveOnlyNewest(living: ReadonlyMap<string, Buffer>): Promise<void> {
    const { newest } = this;
    const above = this.#keys.generations.get(newest);
    if (above === undefined) throw new RookeryError('INTERNAL', 'the ring has no keys');
    const keys = Object.fromEntries([...living].map(([id, bytes]) => [id, bytes.toString('base64')]));
    await replaceFile(this.#livingFile, JSON.stringify({ generation: newest, keys } satisfies Living));
    await replaceFile(this.file, textOf({ ...this.#keys, generations: new Map([[newest, above]]) }));
    await this.reload();
  }

  get #livingFile(): string {
    return this.file.replace(/\.json$/, '.living.json');
  }

  async #readLiving(): Promise<Living | undefined> {
    if (this.#living !== undefined) return this.#living;
    const text = await readFile(this.#livingFile, 'utf8').catch((caught: unknown) => {
      if ((caught as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw caught;
    });
    this.#living = text === undefined ? undefined : (JSON.parse(text) as Living);
    return this.#living;
  }
}

function opened(bytes: Buffer, above: Buffer, about: string): Buffer {
  const key = unseal(bytes, above, about);
  if (key === undefined)
    throw new RookeryError('DATA_LOSS', `${about}: its key was changed, or is another's`);
  return key;
}

/** Numbers rise with the time, so that a ring that was begun anew shares none with the one before. */
function nextAfter(generation: number): number {
  return Math.max(generation + 1, Math.floor(Date.now() / 1000));
}

function textOf({ generations, digests }: Keys): string {
  const keys = Object.fromEntries([...generations].map(([number, key]) => [number, key.toString('base64')]));
  return `${JSON.stringify({ keys, digests: digests?.toString('base64') }, undefined, 1)}\n`;
}

async function read(file: string): Promise<Keys> {
  const wrong = (): RookeryError =>
    new RookeryError('FAILED_PRECONDITION', `${file}: is no file of keys, or was cut`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (caught) {
    if (caught instanceof SyntaxError) throw wrong();
    throw caught;
  }
  const { keys, digests } = (parsed ?? {}) as { keys?: unknown; digests?: unknown };
  if (typeof keys !== 'object' || keys === null) throw wrong();
  const generations = new Map(
    Object.entries(keys).map(([number, key]) => [Number(number), Buffer.from(String(key), 'base64')]),
  );
  const ofDigests = typeof digests === 'string' ? Buffer.from(digests, 'base64') : undefined;
  const right = [...generations].every(([number, key]) => Number.isInteger(number) && key.length === 32);
  if (generations.size === 0 || !right || (digests !== undefined && ofDigests?.length !== 32)) throw wrong();
  return { generations, digests: ofDigests };
}
