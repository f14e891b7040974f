// See `support/plays.ts`.
import { testPlayer } from './support/plays.ts';

testPlayer('hls');
