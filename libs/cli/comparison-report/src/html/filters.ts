import { escapedHtml } from '@rookery/cli-rendering';
import type { ComparedCell } from '@rookery/shared-contracts';
import { priorName } from '../cell-title.ts';

/** What can be filtered by, as `data-NAME` of all that is about one value of it. */
const FILTERS = { family: 'Family', prior: 'Ranking', planner: 'Planner' } as const;
type Filter = keyof typeof FILTERS;

/** The attributes that let a filter find what is about a cell. */
export function dataOf(cell: ComparedCell): string {
  return `data-family="${escapedHtml(cell.label)}" data-prior="${escapedHtml(priorOf(cell))}"`;
}

/** Boxes to choose what is shown; there once the script runs, because without it they would do nothing. */
export function filterForm(cells: readonly ComparedCell[], planners: readonly string[]): string {
  const values: Readonly<Record<Filter, readonly string[]>> = {
    family: distinct(cells.map(({ label }) => label)),
    prior: distinct(cells.map(priorOf)),
    planner: planners,
  };
  const groups = (Object.keys(FILTERS) as Filter[]).map((filter) => {
    const boxes = values[filter].map(
      (value) =>
        `<label><input type="checkbox" name="${filter}" value="${escapedHtml(value)}" checked> ${escapedHtml(value)}</label>`,
    );
    return (
      `<fieldset><legend>${FILTERS[filter]}</legend><button type="button" data-all="${filter}">all</button> ` +
      `<button type="button" data-none="${filter}">none</button> ${boxes.join(' ')}</fieldset>`
    );
  });
  return `<form id="filters" aria-label="What is shown" hidden><details><summary>Choose what is shown</summary>${groups.join('')}</details><p id="shown" role="status"></p></form>`;
}

function priorOf(cell: ComparedCell): string {
  const name = priorName(cell);
  return name === '' ? 'models' : name;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Hides what is about an unchecked value. Everything is there without it. */
export const FILTER_SCRIPT = `
(() => {
  const form = document.getElementById('filters');
  const names = ${JSON.stringify(Object.keys(FILTERS))};
  const about = document.querySelectorAll(names.map((name) => '[data-' + name + ']').join());
  const apply = () => {
    const checked = Object.fromEntries(names.map((name) => [name, new Set()]));
    for (const box of form.querySelectorAll('input')) if (box.checked) checked[box.name].add(box.value);
    for (const one of about) {
      const off = names.some((name) => one.dataset[name] !== undefined && !checked[name].has(one.dataset[name]));
      one.toggleAttribute('hidden', off);
    }
    const cells = [...document.querySelectorAll('section[data-family]')];
    const shown = cells.filter((cell) => !cell.hasAttribute('hidden')).length;
    document.getElementById('shown').textContent = shown + ' of ' + cells.length + ' cells are shown; counts in notes are of all.';
  };
  form.addEventListener('change', apply);
  form.addEventListener('click', ({ target }) => {
    const { all, none } = target.dataset;
    const name = all ?? none;
    if (name === undefined) return;
    for (const box of form.querySelectorAll('input[name="' + name + '"]')) box.checked = all !== undefined;
    apply();
  });
  form.hidden = false;
  apply();
})();
`;
