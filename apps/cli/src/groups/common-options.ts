import { ABSTENTION_FORMS, PATH_USES } from '@rookery/shared-scenario';
import { Option } from 'commander';
import { namedAmount } from '../option-values.ts';

/** The library of who names none. */
export const DEFAULT_LIBRARY = 'default';

export function distinctSubsets(): Option {
  return new Option(
    '--distinct-subsets',
    'evaluate no set of attributes twice, for models that always answer the same',
  ).default(false);
}

export function cost(): Option {
  return new Option(
    '--cost <attribute=points>',
    'what asking for an attribute costs, 0..4 score points; may be repeated',
  ).argParser(namedAmount);
}

export function abstentionOption(): Option {
  return new Option('--abstention <form>', 'how the agent decides that it knows enough').choices(
    ABSTENTION_FORMS,
  );
}

export function pathUseOption(): Option {
  return new Option('--path-use <use>', 'what the agent does with planned paths').choices(PATH_USES);
}
