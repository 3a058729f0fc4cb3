import { invalidArgument, type RookeryError } from '@rookery/shared-errors';
import { parse } from 'yaml';
import type { z } from 'zod';
import { Catalogue, type ProductsByClass } from './catalogue.ts';
import { catalogueForm, entryForms, type HostedForm, type OpenForm } from './catalogue-form.ts';
import type { CatalogueEntry, SamplingDefaults } from './entry.ts';

/** A longer file is no catalogue, in characters. */
const LONGEST = 1_000_000;
/** Entries of one file at most. */
const MOST_ENTRIES = 1000;
/** One that shows up more often in a file is no shorthand any more. */
const MOST_ALIASES = 5000;
/** Of a wrong value, so much is shown. */
const SHOWN = 60;

/**
 * Reads a catalogue (docs/models.md), YAML or JSON.
 * @param base what the file extends; its entries of the same name are replaced, and with `replaces: all` nothing of it is left
 * @throws RookeryError INVALID_ARGUMENT (catalogue) naming entry, field, value and what is allowed
 */
export function readCatalogue(text: string, base = new Catalogue([], {})): Catalogue {
  if (text.length > LONGEST) throw wrong(`has ${text.length} characters, at most ${LONGEST} are read`);
  const content = checked(catalogueForm, parsed(text), []);
  const named = Object.entries(content.models);
  if (named.length > MOST_ENTRIES)
    throw wrong(`has ${named.length} models, at most ${MOST_ENTRIES} are read`);
  const kept = content.replaces === 'all' ? new Catalogue([], {}) : base;
  const entries = new Map(kept.entries.map((entry) => [entry.name, entry]));
  for (const [name, fields] of named) entries.set(name, entryOf(name, fields));
  const products: ProductsByClass = {
    A100: [...new Set([...kept.productsOf('A100'), ...(content.gpu_classes['A100'] ?? [])])],
    H100: [...new Set([...kept.productsOf('H100'), ...(content.gpu_classes['H100'] ?? [])])],
  };
  checkProducts(products);
  const all = [...entries.values()];
  checkNames(all);
  return new Catalogue(all, products);
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: MOST_ALIASES, schema: 'core' });
  } catch (cause) {
    throw wrong(
      `is not YAML: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)}`,
    );
  }
}

function entryOf(name: string, fields: Record<string, unknown>): CatalogueEntry {
  const path = ['models', name];
  if ('hosted' in fields) return hostedEntry(name, checked(entryForms.hostedModel, fields, path));
  const form = checked(entryForms.openModel, fields, path);
  if (form.tensor_parallel > form.gpu.count) {
    throw wrong(
      `${path.join('.')}.tensor_parallel is ${form.tensor_parallel}; at most gpu.count, which is ${form.gpu.count}`,
    );
  }
  return openEntry(name, form);
}

function openEntry(name: string, form: OpenForm): CatalogueEntry {
  return {
    name,
    open: {
      hub: form.hub,
      gpu: { class: form.gpu.class, count: form.gpu.count, memoryGib: form.gpu.memory_gib },
      tensorParallel: form.tensor_parallel,
      contextTokens: form.context_tokens,
      dtype: form.dtype,
      chatTemplate: form.chat_template,
      reasoningParser: form.reasoning_parser,
    },
    hosted: undefined,
    revision: form.revision,
    names: form.names,
    sampling: samplingOf(form.sampling),
    licence: form.licence,
  };
}

function hostedEntry(name: string, form: HostedForm): CatalogueEntry {
  const { hosted, revision, names, licence } = form;
  return { name, open: undefined, hosted, revision, names, sampling: samplingOf(form.sampling), licence };
}

function samplingOf(sampling: OpenForm['sampling']): SamplingDefaults {
  return {
    temperature: sampling.temperature,
    topP: sampling.top_p,
    topK: sampling.top_k,
    minP: sampling.min_p,
    repetitionPenalty: sampling.repetition_penalty,
  };
}

/** A model that a server offers has to be one entry's, and no other's. */
function checkNames(entries: readonly CatalogueEntry[]): void {
  const owners = new Map<string, string>();
  for (const { name, open, names } of entries) {
    for (const known of new Set([...(open === undefined ? [] : [open.hub]), ...names])) {
      const owner = owners.get(known);
      if (owner !== undefined) {
        throw wrong(
          `models.${name}: ${known} is a name of models.${owner} already; each name is one entry's`,
        );
      }
      owners.set(known, name);
    }
  }
}

function checkProducts({ A100, H100 }: ProductsByClass): void {
  const both = A100.find((product) => H100.includes(product));
  if (both !== undefined)
    throw wrong(`gpu_classes: ${both} is in A100 and in H100; a product is of one class`);
}

function checked<Form extends z.ZodType>(form: Form, value: unknown, path: readonly string[]): z.infer<Form> {
  const result = form.safeParse(value);
  if (result.success) return result.data;
  throw wrong(
    result.error.issues
      .slice(0, 5)
      .map((issue) => inWords(issue, value, path))
      .join('; '),
  );
}

function inWords(issue: z.core.$ZodIssue, value: unknown, path: readonly string[]): string {
  const where = [...path, ...issue.path.map(String)].join('.');
  const at = where === '' ? 'it' : where;
  if (issue.code === 'unrecognized_keys') return `${at} has no field ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_key')
    return `${at}: the name has to be ${issue.issues[0]?.message ?? 'another one'}`;
  const found = issue.path.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    value,
  );
  if (found === undefined) return `${at} is missing; needed is ${issue.message}`;
  const shown = JSON.stringify(found);
  return `${at} is ${shown.length > SHOWN ? `${shown.slice(0, SHOWN)}...` : shown}; allowed is ${issue.message}`;
}

function wrong(what: string): RookeryError {
  return invalidArgument('catalogue', what);
}
