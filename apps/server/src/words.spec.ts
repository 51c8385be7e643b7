import { DUTCH } from '#governance';
import { englishName, fieldsWithoutWord } from './words.js';

it('has a Dutch word for every field of a command or an event; add what is missing to libs/governance/src/words.ts', () => {
  expect(fieldsWithoutWord()).toEqual([]);
});

it('gives each Dutch word to one English name, so that input can be read back', () => {
  const taken = Object.entries(DUTCH).filter(([english, dutch]) => englishName(dutch) !== english);
  expect(taken).toEqual([]);
});

it('writes each word as a property: letters and digits, beginning with a small letter', () => {
  expect(Object.values(DUTCH).filter((word) => !/^[a-z][A-Za-z0-9]*$/.test(word))).toEqual([]);
});
