// Who has the word before the cameras follows what happened last in the room.
import { expect, test } from 'vitest';
import { createRandom } from '../camera/random.ts';
import { minutesOf } from '../day/plan.ts';
import { createTurns, talkAt } from './speech.ts';

test('the last thing that happened in a room says who takes turns there', () => {
  expect(talkAt('lb-1', minutesOf('07:00'))).toEqual(['empty']);
  expect(talkAt('lb-1', minutesOf('08:50'))).toEqual(['prosecutor', 'defendant']);
  expect(talkAt('lb-1', minutesOf('09:25'))).toEqual(['waiting']);
  expect(talkAt('lb-1', minutesOf('10:02'))).toEqual(['defendant']);
  expect(talkAt('lb-1', minutesOf('12:30'))).toEqual(['empty']);
  expect(talkAt('ls-a', minutesOf('14:01'))).toEqual(['presiding']);
});

test('turns change, everybody comes to speak, one alone pauses now and then', () => {
  const turns = createTurns(createRandom(1));
  const pair = ['prosecutor', 'defendant'] as const;
  const heard = Array.from({ length: 300 }, (_, n) => turns.speaker(pair, n * 400));
  expect(new Set(heard)).toEqual(new Set(pair));
  const changes = heard.filter((who, n) => n > 0 && who !== heard[n - 1]).length;
  expect(changes).toBeGreaterThan(8);
  expect(changes).toBeLessThan(30);
  const alone = ['presiding'] as const;
  const one = Array.from({ length: 300 }, (_, n) => turns.speaker(alone, 200_000 + n * 400));
  expect(new Set(one)).toEqual(new Set(['presiding', 'nobody']));
  const nobody = ['empty'] as const;
  expect(
    Array.from({ length: 99 }, (_, n) => turns.speaker(nobody, 400_000 + n * 400)).every((w) => w === 'empty'),
  ).toBe(true);
});
