export { Pins, type Judged, type PinSettings } from './pins.ts';
