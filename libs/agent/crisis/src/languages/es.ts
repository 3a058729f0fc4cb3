import type { CrisisLanguage } from '../language.ts';

const WANT =
  'quiero|qiero|kiero|quisiera|deseo|voy_a|necesito|pienso|prefiero|planeo|planeando|pensando_en|pensado_en|ganas_de|decidido';
const MANY =
  'todas|todos|toda|todo|muchas|demasiadas|entero|entera|bote|caja|frasco|blíster|sobredosis|treinta|cuarenta|cincuenta|##';
const PILLS = 'pastillas|pildoras|medicamentos|medicinas|somniferos|tranquilizantes|paracetamol|remedios';
const THEY = 'él|ella|marido|esposo|esposa|novio|novia|pareja|padre|madre|padrastro|ex|papá|mamá|hermano|tío';
const OTHER = `amigo|amiga|hermana|hijo|hija|primo|prima|compañero|compañera|alguien|vecino|vecina|alumno|alumna|sobrino|sobrina|${THEY}`;

/** Spanish of Spain and of the Americas. */
export const SPANISH: CrisisLanguage = {
  tag: 'es',
  script: 'latin',
  phrases: {
    'want-to-die': [
      `${WANT} morir|morirme|desaparecer_para_siempre|estar_muerto|estar_muerta`,
      'me quiero|quisiera morir',
      'ojalá estuviera|me muerto|muerta|muriera',
      'mejor sin mí|muerto|muerta',
      'merezco morir',
    ],
    'end-life': [
      'pensado|pienso en tirarme|colgarme|lanzarme',
      'me quiero|voy_a|quisiera matar|suicidar|ahorcar|quitar_la_vida',
      `${WANT} matarme|suicidarme|ahorcarme|quitarme_la_vida|acabar_con_todo|terminar_con_todo|acabar_con_mi_vida|terminar_con_mi_vida|tirarme`,
      'suicidarme|matarme|quitarme_la_vida|ahorcarme',
      'acabar|terminar con mi vida',
      'cortarme las venas',
      'mi nota|carta de suicidio|despedida',
      'me voy a matar|suicidar|ahorcar|tirar|colgar',
    ],
    suicidal: ['tengo .. pensamientos|ideas suicidas|de_suicidio', 'pienso|pensando .. suicidio'],
    method: [
      'forma|manera|modo .. indolora|rápida|sin_dolor|menos_dolorosa .. morir|suicidarse|matarse',
      'cómo suicidarse|morir_sin_dolor|ahorcarse',
    ],
    overdose: [
      `he|acabo_de|ya|me .. tomado|tomarme|tomar|tragado|tragarme|tomé|tragué .. ${MANY} .. ${PILLS}|bote|caja|frasco`,
      'he|tomé|tuve .. sobredosis',
    ],
    'on-the-brink': [
      'he|tengo comprado|preparado|lista la|una cuerda|soga',
      'estoy|parado|parada|sentado .. puente|azotea|tejado|vías|balcón|cornisa .. saltar|tirarme|lanzarme',
      'voy a saltar|tirarme|lanzarme del|de|desde|al',
      'tengo .. cuchillo|navaja|pistola|cuerda|soga .. muñeca|cuello|cabeza|mano',
    ],
    'self-harm': [
      'me estoy|sigo|vuelvo_a|volví_a cortando|cortar|cortarme|lastimando|haciendo_daño',
      `${WANT} cortarme|lastimarme|hacerme_daño|autolesionarme`,
    ],
    goodbye: [
      'adiós|adios a? todos|mundo|para_siempre',
      'este es mi|el último|adiós mensaje|adiós?',
      'mi último|última mensaje|carta|nota',
      'mañana ya? no estaré|estare',
      'cuando lean|leas|leáis .. esto .. muerto|muerta|no_estaré|ido',
    ],
    violence: [
      'voy a|quiero matar|matarlo|matarla|apuñalar|disparar .. hoy|mañana|esta_noche|cuchillo|pistola|a_todos',
      'voy_a|quiero matarlo|matarla|matarlos|apuñalarlo $',
    ],
    threat: ['quiero|voy_a matar|matarlo|matarla|hacerle_daño a?'],
    'abuse-now': [
      `${THEY} .. me .. está|estás|sigue pegando|golpeando|ahorcando|estrangulando|violando`,
      'me está|esta|están|estan pegando|golpeando|ahorcando|violando|amenazando|persiguiendo',
      'no me deja|puedo salir|escapar',
      'me tiene encerrada|encerrado',
      'me han|acaban_de|ha violado|violar',
    ],
    'abuse-told': [
      `${THEY} .. me pega|golpea|maltrata|pegó|golpeó|amenaza|viola|violó`,
      'me pega|golpea|maltrata',
      'tengo miedo de|a mi marido|esposo|novio|pareja|padre|padrastro',
      'amenaza con matarme',
    ],
    'child-in-danger': [
      'me toca|tocaba|abusa|viola mi? padrastro|padre|tío|abuelo|profesor',
      'padrastro|padre|tío|abuelo|profesor .. me toca|viola|abusa',
      'hacer|haga daño a mi bebé|hijo|hija',
    ],
    'other-in-danger': [
      `${OTHER} .. tomó|tragó|tomado .. ${MANY} .. ${PILLS}`,
      `${OTHER} .. sobredosis`,
      `${OTHER} .. no responde|respira|despierta`,
    ],
    'other-person': [
      `${OTHER} .. quiere|quería|intentó|piensa|habla_de|amenaza_con|dice_que .. suicidarse|matarse|morir|morirse|suicidio|quitarse_la_vida`,
      `${OTHER} .. se quiere|va_a|quería matar|suicidar|morir`,
      `${OTHER} .. se corta|autolesiona|suicidó|mató`,
      `${OTHER} .. suicida|suicidio`,
    ],
    'attempt-told': [
      'intenté|intente|traté_de suicidarme|matarme|quitarme_la_vida',
      'intento|intentos de suicidio',
      'mi intento',
    ],
    'self-harm-told': [
      'me corto|cortaba|autolesiono|autolesionaba los|$',
      'esconder|ocultar mis? cicatrices|cortes',
    ],
    means: [
      'cuántas|cuantas|cuánto|cuanto .. pastillas|paracetamol .. morir|letal|mortal|matan',
      'dosis letal|mortal',
    ],
    passive: [
      'no quiero|tengo_ganas_de|puedo seguir? vivir|viviendo|despertar|existir|estar_aquí',
      'ojalá|ojala|quisiera|espero no? .. despertara|despertar|despertara_mañana|nacido',
      'dormir|dormirme y no|nunca',
      'no haber nacido',
      'cansado|cansada de vivir|la_vida',
    ],
    hopeless: [
      'soy|siento_que_soy un estorbo|peso',
      'estorbo para mi|todos',
      'no puedo más|mas',
      'no aguanto más|mas $',
      'no hay|tiene|tengo .. sentido|razón|razones|motivo vivir|para_vivir|seguir|la_vida',
      'soy una? carga',
      'no vale la pena vivir|seguir',
      'nada por lo? que? vivir',
      'la vida no tiene sentido',
    ],
  },
  negations: ['no', 'nunca', 'jamás', 'tampoco', 'sin', 'ni'],
  negationsAfter: [],
  notNegating: ['puedo', 'sé', 'aguanto', 'dejo', 'paro', 'solo'],
  breaks: ['yo', 'pero', 'y', 'porque', 'mi', 'cuando'],
  denials: ['no creo que', 'no digo que'],
  past: [
    'hace .. años|meses',
    'el año pasado',
    'cuando era|tenía',
    'en el pasado',
    'de joven|adolescente|niño|niña',
    'en ##',
  ],
  present: ['otra vez', 'de nuevo', 'hoy', 'esta noche', 'todavía', 'aún', 'ahora'],
  reported: ['dice que', 'dijo que', 'me dijo'],
  framing: [
    'canción|cancion|letra|estribillo',
    'película|pelicula|novela|cuento|personaje|protagonista|poema|libro|serie',
    'noticia|noticias|informe|periódico',
    'juego|videojuego|nivel',
    'tesis|investigación|trabajo_en',
  ],
  idioms: [
    'me muero de|por',
    'muero|morir|morirme de risa|hambre|sed|calor|frío|frio|vergüenza|sueño|ganas|amor|aburrimiento|miedo',
    'matar el tiempo',
    'prevención del suicidio',
    'de muerte',
    'está|esta|va_a|van_a me? matando|matar si|de',
    'morir en el intento',
  ],
  repaired: [
    'suicidarme',
    'suicidio',
    'suicidarse',
    'suicidas',
    'suicidios',
    'suicida',
    'matarse',
    'matarte',
    'matarme',
    'pastillas',
  ],
  uncensored: ['matar', 'morir', 'muerto'],
};
