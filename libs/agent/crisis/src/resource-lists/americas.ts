import type { CrisisResource } from '../resources.ts';
import { by, secondary } from './entry.ts';

export const AMERICAS: readonly CrisisResource[] = [
  by(
    'US',
    'en',
    '988 Suicide & Crisis Lifeline',
    'call or text 988, or chat at 988lifeline.org; day and night, free',
    secondary(
      'https://www.thenationalcouncil.org/resources/988-key-messages-and-points-of-contact/',
      '2022-07-13',
    ),
  ),
  by(
    'US',
    'es',
    '988 Línea de Prevención del Suicidio y Crisis',
    'llame al 988 y pulse 2; día y noche, gratis',
    secondary('https://internationalmentalhealth.org/resources/'),
  ),
  by(
    'CA',
    'en',
    '9-8-8: Suicide Crisis Helpline',
    'call or text 988; day and night, free',
    secondary(
      'https://www.newswire.ca/news-releases/government-of-canada-launches-three-digit-suicide-crisis-helpline-896472116.html',
      '2023-11-30',
    ),
  ),
  by(
    'CA',
    'fr',
    '9-8-8 : Ligne d’aide en cas de crise de suicide',
    'appelez ou textez le 988, jour et nuit, gratuit',
    secondary(
      'https://www.newswire.ca/news-releases/government-of-canada-launches-three-digit-suicide-crisis-helpline-896472116.html',
      '2023-11-30',
    ),
  ),
  by(
    'MX',
    'es',
    'Línea de la Vida',
    'llame al 800 911 2000; día y noche, gratis',
    secondary('https://tribunademexico.com/ssa-invita-a-hacer-uso-de-linea-de-la-vida/', '2026-01-13'),
  ),
  by(
    'AR',
    'es',
    'Línea nacional de salud mental',
    'llame al 0800 999 0091; día y noche, gratis',
    secondary(
      'https://lapostacomodorense.com.ar/2025/09/03/septiembre-mes-de-la-prevencion-del-suicidio-la-importancia-de-escuchar-acompanar-y-abrazar/',
      '2025-09-03',
    ),
  ),
  by(
    'AR',
    'es',
    'Centro de Asistencia al Suicida',
    'llame al (011) 5275-1135; en Buenos Aires, al 135',
    secondary(
      'https://lapostacomodorense.com.ar/2025/09/03/septiembre-mes-de-la-prevencion-del-suicidio-la-importancia-de-escuchar-acompanar-y-abrazar/',
      '2025-09-03',
    ),
  ),
  by(
    'CL',
    'es',
    '*4141, No estás solo, no estás sola',
    'llame al *4141 desde un celular; día y noche, gratis',
    secondary(
      'https://www.latercera.com/nacional/noticia/fono-4141-de-prevencion-del-suicidio-mas-de-227000-llamadas-atendidas-en-tres-anos/',
      '2025-10-28',
    ),
  ),
  by(
    'BR',
    'pt',
    'Centro de Valorização da Vida (CVV)',
    'ligue 188; dia e noite, gratuito',
    secondary(
      'http://www.jd1noticias.com/geral/ligacao-para-centro-de-valorizacao-da-vida-passa-a-ser-gratuita/53507/',
      '2018-07',
    ),
  ),
];
