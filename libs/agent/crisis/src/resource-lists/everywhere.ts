import type { CrisisResource } from '../resources.ts';
import { by, operator, secondary } from './entry.ts';

export const EVERYWHERE: readonly CrisisResource[] = [
  by(
    '*',
    'en',
    'Find A Helpline',
    'lines of 130 countries at findahelpline.com',
    secondary(
      'https://lifeline-international.com/from-idea-to-impact-how-throughline-is-bridging-the-gap-in-global-crisis-support/',
      '2024-04',
    ),
  ),
  by(
    '*',
    'en',
    'Emergency services',
    'in danger now: call the emergency number of your country (112 in the European Union and on most mobile phones, 911 in North America, 999 in the United Kingdom)',
    operator('https://www.112.hu/en/112_in_the_EU'),
  ),
];
