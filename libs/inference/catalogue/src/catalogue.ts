import type { CatalogueEntry, GpuClass } from './entry.ts';

/** Exact products of each class, as the label nvidia.com/gpu.product has them. */
export type ProductsByClass = Readonly<Record<Exclude<GpuClass, 'any'>, readonly string[]>>;

/** Models, and what they have to run on. */
export class Catalogue {
  readonly entries: readonly CatalogueEntry[];
  readonly #products: Partial<ProductsByClass>;

  constructor(entries: readonly CatalogueEntry[], products: Partial<ProductsByClass>) {
    this.entries = entries;
    this.#products = products;
  }

  /** Of that name; undefined: there is none. */
  entry(name: string): CatalogueEntry | undefined {
    return this.entries.find((entry) => entry.name === name);
  }

  /**
   * The entry of a model that a server offers, by the name that it is offered under, or else by what it was loaded from; spelt exactly
   * so. Undefined: it is not in the catalogue.
   */
  find(model: string, loadedFrom?: string): CatalogueEntry | undefined {
    return (
      this.entries.find(({ open, names }) => open?.hub === model || names.includes(model)) ??
      this.entries.find(({ open }) => open !== undefined && open.hub === loadedFrom)
    );
  }

  /** Products of a class; of `any`, all that are known. */
  productsOf(gpuClass: GpuClass): readonly string[] {
    if (gpuClass === 'any') return [...this.productsOf('A100'), ...this.productsOf('H100')];
    return this.#products[gpuClass] ?? [];
  }

  /** The class of a product, by its exact name; undefined: it is none of those known. */
  classOf(product: string): Exclude<GpuClass, 'any'> | undefined {
    return (['A100', 'H100'] as const).find((one) => this.productsOf(one).includes(product));
  }
}
