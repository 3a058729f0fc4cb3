import type { Backend, ListedModel, ModelServer, Sampling } from '@rookery/inference-backends';
import type { Catalogue, CatalogueEntry, OpenModel } from '@rookery/inference-catalogue';
import type { Model, PinFinding, Placement, RefusedModel } from '@rookery/shared-contracts';
import type { Logger } from '@rookery/shared-runtime';
import { checkPin, type Found, namesInWords } from './check-pin.ts';
import { Examination, type Examined, UNTRIED } from './examination.ts';
import { finding } from './finding.ts';
import type { GpuSources } from './gpus/find-gpus.ts';
import { examinedPlacement, hostedPlacement, unknownPlacement } from './placement.ts';
import { refusalInWords } from './refusal.ts';

export interface PinSettings {
  readonly catalogue: Catalogue;
  /** The one entry that the worker is there for; undefined: each model is held against the entry that it is one of, if any. */
  readonly pin: CatalogueEntry | undefined;
  /** Serve what is not as the catalogue says, and say so. */
  readonly overridden: boolean;
  readonly sources: GpuSources;
  /** Id of the worker. */
  readonly worker: string;
}

/** The models of a backend, as far as they are what the catalogue says. */
export interface Judged {
  /** With their placements. */
  readonly offered: readonly Model[];
  readonly refused: readonly RefusedModel[];
}

/** A model, and what the catalogue wants it to be. */
interface Candidate {
  /** As its server offers it, or the entry's name where it offers nothing of it. */
  readonly model: string;
  /** What is offered where it is right. */
  readonly offers: Model | undefined;
  readonly entry: CatalogueEntry;
  readonly open: OpenModel;
}

/** Holds the models of model servers against the catalogue. */
export class Pins {
  readonly #settings: PinSettings;
  readonly #log: Logger;
  readonly #examinations = new WeakMap<ModelServer, Examination>();
  readonly #entries = new Map<string, CatalogueEntry | undefined>();
  /** What was said last of each model's refusal. */
  readonly #said = new Map<string, string>();

  constructor(settings: PinSettings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
  }

  /**
   * Judges what a backend offers; examines its server where one of its models is an open one of the catalogue, or the worker is there
   * for one.
   * @throws RookeryError UNAVAILABLE while such a server cannot be examined
   */
  async judge({ server }: Backend, models: readonly Model[], signal: AbortSignal): Promise<Judged> {
    const { pin } = this.#settings;
    if (server === undefined) return { offered: models, refused: [] };
    const entries = this.#entriesOf(models, server.listed());
    const open = models.filter(({ id }) => entries.get(id)?.open !== undefined).map(({ id }) => id);
    const isExamined = pin === undefined ? open.length > 0 : pin.open !== undefined;
    const examined = isExamined ? await this.#examinationOf(server).examine(open, signal) : undefined;
    // What the server said of itself by then may tell more of what its models are.
    const known = examined === undefined ? entries : this.#entriesOf(models, examined.facts.models);
    if (pin !== undefined) return this.#judgePinned(pin, models, known, examined);
    return together(models.map((model) => this.#judgeOne(model, known.get(model.id), examined)));
  }

  /** What is offered of this backend was examined, and the server may be another one by now. */
  isStale({ server }: Backend): boolean {
    return server !== undefined && this.#examinations.get(server)?.isStale === true;
  }

  /** What the catalogue says of a model's sampling; undefined: nothing. */
  samplingOf(model: string): Sampling | undefined {
    return (this.#entries.get(model) ?? this.#settings.catalogue.find(model))?.sampling;
  }

  /** The worker is there for one entry: what is another one's is not offered, and where nothing is of this one, that is refused. */
  #judgePinned(
    pin: CatalogueEntry,
    models: readonly Model[],
    entries: ReadonlyMap<string, CatalogueEntry | undefined>,
    examined: Examined | undefined,
  ): Judged {
    const own = models.filter(({ id }) => entries.get(id) === pin);
    if (own.length > 0) return together(own.map((model) => this.#judgeOne(model, pin, examined)));
    if (pin.open !== undefined && examined !== undefined) {
      const [first] = models;
      return this.#judgeOpen({ model: pin.name, offers: first, entry: pin, open: pin.open }, examined);
    }
    const missing = finding('model', pin.names.join(', '), namesInWords(models.map(({ id }) => id)));
    const placement = { ...hostedPlacement(this.#settings.worker, pin), findings: [missing] };
    return this.#refuse(pin.name, pin, [missing], placement);
  }

  #judgeOne(model: Model, entry: CatalogueEntry | undefined, examined: Examined | undefined): Judged {
    const { worker } = this.#settings;
    if (entry?.open !== undefined && examined !== undefined) {
      return this.#judgeOpen({ model: model.id, offers: model, entry, open: entry.open }, examined);
    }
    return offer(model, entry === undefined ? unknownPlacement(worker) : hostedPlacement(worker, entry));
  }

  #judgeOpen({ model, offers, entry, open }: Candidate, examined: Examined): Judged {
    const { catalogue, overridden, worker } = this.#settings;
    const { models, ...server } = examined.facts;
    const found: Found = {
      gpus: examined.gpus,
      server,
      model: models.find(({ id }) => id === model),
      listed: models.map(({ id }) => id),
      template: examined.templates.get(model) ?? UNTRIED,
    };
    const checked = checkPin(entry, open, catalogue, found);
    const placement = examinedPlacement(worker, entry, found, checked);
    const isRight = checked.wrong.length === 0;
    if (offers === undefined || !(isRight || overridden))
      return this.#refuse(model, entry, checked.wrong, placement);
    const fields = { model, entry: entry.name, placement: placement.version, unchecked: placement.unchecked };
    this.#onChange(model, placement.version, () => {
      if (isRight) this.#log.info(fields, 'the model is what the catalogue says, where it says');
      else {
        const reason = refusalInWords(model, entry.name, checked.wrong);
        this.#log.warn({ ...fields, reason }, 'the pin is overridden: the model is served all the same');
      }
    });
    return offer(offers, placement);
  }

  #refuse(model: string, entry: CatalogueEntry, wrong: readonly PinFinding[], placement: Placement): Judged {
    const reason = refusalInWords(model, entry.name, wrong);
    this.#onChange(model, reason, () => {
      this.#log.error({ model, entry: entry.name, reason }, 'the model is not served');
    });
    return { offered: [], refused: [{ worker: this.#settings.worker, model, placement, reason }] };
  }

  #entriesOf(
    models: readonly Model[],
    listed: readonly ListedModel[],
  ): ReadonlyMap<string, CatalogueEntry | undefined> {
    const loadedFrom = new Map(listed.map((one) => [one.id, one.loadedFrom]));
    const entries = new Map(
      models.map(({ id }) => [id, this.#settings.catalogue.find(id, loadedFrom.get(id))] as const),
    );
    for (const [id, entry] of entries) this.#entries.set(id, entry);
    return entries;
  }

  #examinationOf(server: ModelServer): Examination {
    const known = this.#examinations.get(server) ?? new Examination(server, this.#settings.sources);
    this.#examinations.set(server, known);
    return known;
  }

  /** Once for each change: this is found out at every renewal of the lease. */
  #onChange(model: string, said: string, say: () => void): void {
    if (this.#said.get(model) === said) return;
    this.#said.set(model, said);
    say();
  }
}

function offer(model: Model, placement: Placement): Judged {
  return { offered: [{ ...model, placements: [placement] }], refused: [] };
}

function together(judged: readonly Judged[]): Judged {
  return {
    offered: judged.flatMap(({ offered }) => offered),
    refused: judged.flatMap(({ refused }) => refused),
  };
}
