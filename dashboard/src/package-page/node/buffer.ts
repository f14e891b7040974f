/** Node's `Buffer`, which the proof's sources take as given, where there is no Node. */
export { Buffer } from 'buffer';
