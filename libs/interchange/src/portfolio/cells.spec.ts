import fc from 'fast-check';
import { readDate, readMoney, readRating, readText } from './cells.js';
import type { Notation } from './cells.js';

const british: Notation = {
  currency: 'GBP',
  moneyUnit: 'miljoen',
  decimalSign: '.',
  dateFormats: ['dd.mm.jj', 'jjjj-mm-dd'],
  centuryFrom: 1970,
  ratings: new Map([['amber/red', 'oranje-rood']]),
  withheldPrefixes: ['exempt under'],
  notReported: new Set(['tbd']),
};
const dutch: Notation = {
  ...british,
  currency: 'EUR',
  moneyUnit: 'een',
  decimalSign: ',',
  dateFormats: ['dd-mm-jjjj'],
};
const value = <T>(of: T): unknown => ({ kind: 'value', value: of });

describe('money', () => {
  it.each([
    ['£12,131.50', 1_213_150_000_000],
    ['\u00a0£9941.96', 994_196_000_000],
    ['£0.00', 0],
    ['-£1.5', -150_000_000],
    ['£-1.5', -150_000_000],
    ['0.00000001', 1],
  ])('reads %j in millions of pounds', (text, cents) => expect(readMoney(text, british)).toEqual(value(cents)));
  it.each([
    ['€ 1.250.000,00', 125_000_000],
    ['1250000', 125_000_000],
    ['€ 12,-', 1_200],
    ['1 250 EUR', 125_000],
  ])('reads %j in euros', (text, cents) => expect(readMoney(text, dutch)).toEqual(value(cents)));
  it.each([
    ['1.25', dutch, 'NOT_AN_AMOUNT'],
    ['1,2,3', british, 'NOT_AN_AMOUNT'],
    ['12 mln', british, 'NOT_AN_AMOUNT'],
    ['1e6', british, 'NOT_AN_AMOUNT'],
    ['9'.repeat(100_000), british, 'NOT_AN_AMOUNT'],
    ['£5', dutch, 'OTHER_CURRENCY'],
    ['1,005', dutch, 'FINER_THAN_A_CENT'],
    ['999,999,999,999', british, 'AMOUNT_TOO_LARGE'],
    ['=SUM(A1:A9)', british, 'FORMULA'],
  ])('lists %.20j rather than guess', (text, notation, reason) => {
    expect(readMoney(text, notation)).toEqual({ kind: 'unreadable', text, reason });
  });
  it('is exact for every amount in cents', () => {
    const written = (cents: number): string => `${Math.trunc(cents / 100)},${String(cents % 100).padStart(2, '0')}`;
    fc.assert(fc.property(fc.maxSafeNat(), (cents) => expect(readMoney(written(cents), dutch)).toEqual(value(cents))));
  });
});

describe('dates', () => {
  it.each([
    ['31.03.18', '2018-03-31'],
    ['31.12.40', '2040-12-31'],
    ['01.03.98', '1998-03-01'],
    ['2021-05-31', '2021-05-31'],
  ])('reads %j as %s', (text, day) => expect(readDate(text, british)).toEqual(value(day)));
  it.each([
    ['31.06.19', 'DATE_DOES_NOT_EXIST'],
    ['0018-03-31', 'DATE_DOES_NOT_EXIST'],
    ['Autumn 2024', 'NOT_A_DATE'],
    ['31-03-18', 'NOT_A_DATE'],
    ['31x03x18', 'NOT_A_DATE'],
  ])('lists %j as %s', (text, reason) => {
    expect(readDate(text, british)).toEqual({ kind: 'unreadable', text, reason });
  });
});

describe('words', () => {
  it('keeps withheld apart from not reported, with the ground as written', () => {
    const ground = 'Exempt under Section 43 of the Act';
    expect(readMoney(` ${ground} `, british)).toEqual({ kind: 'withheld', ground });
    expect(readDate('TBD', british)).toEqual({ kind: 'missing', words: 'TBD' });
    expect(readRating('  ', british)).toEqual({ kind: 'missing' });
  });
  it('reads ratings whatever their capitals and spaces, and lists unknown ones', () => {
    expect(readRating(' Amber/red', british)).toEqual(value('oranje-rood'));
    expect(readRating('Purple', british)).toEqual({ kind: 'unreadable', text: 'Purple', reason: 'UNKNOWN_RATING' });
  });
  it('lists formulas and texts over the limit', () => {
    expect(readText('=HYPERLINK("x")', british)).toMatchObject({ kind: 'unreadable', reason: 'FORMULA' });
    expect(readText('- een opsomming', british)).toEqual(value('- een opsomming'));
    expect(readText('x'.repeat(10_001), british)).toMatchObject({ kind: 'unreadable', reason: 'TOO_LONG' });
  });
});
