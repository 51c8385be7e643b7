import { firstDifference } from './first-difference.js';

const PAGE = '<html><h1>Titel</h1><p>43 processen</p><h2>Geld</h2><p>€ 100</p></html>';

describe('the first difference', () => {
  it('of a page stands under a heading, with what is there and what should be', () => {
    expect(firstDifference(PAGE.replace('100', '101'), PAGE, 'html', true)).toBe(
      'Het rapport is niet wat het logboek geeft. Het eerste verschil staat onder “Geld”, bij teken 56. In het bestand staat “€ 101”; het logboek geeft “€ 100”.',
    );
  });
  it('may be that something is missing, or too much', () => {
    expect(firstDifference('<html>', PAGE, 'html', true)).toContain('staat niets meer; het logboek geeft “<h1>”');
    expect(firstDifference(`${PAGE}<p>`, PAGE, 'html', true)).toContain('staat “<p>”; het logboek geeft niets meer');
    expect(firstDifference(`x${PAGE}`, PAGE, 'html', true)).toContain('bij teken 1');
  });
  it.each([
    ['{"a":{"b":[1,2]}}', 'bij a.b.1. In het bestand staat “2”; het logboek geeft “3”'],
    ['{"a":{"b":[1]}}', 'bij a.b.1. In het bestand staat niets meer; het logboek geeft “3”'],
    ['{"a":{"b":[1,3]},"c":0}', 'bij c. In het bestand staat “0”; het logboek geeft niets meer'],
    ['{"a": {"b":[1,3]}}', 'bij teken 6'],
    ['{"a":{"b":[1,3]}', 'bij teken 17. In het bestand staat niets meer'],
  ])('of JSON %s has its path', (file, words) => {
    expect(firstDifference(file, '{"a":{"b":[1,3]}}', 'json', true)).toContain(words);
  });
  it('never shows what may be secret, only what the file has', () => {
    const told = firstDifference('{"a":1}', '{"a":"geheim bedrag"}', 'json', false);
    expect(told).toContain('In het bestand staat “1”');
    expect(told).not.toContain('geheim bedrag');
  });
  it('shows no more than a line', () => {
    expect(firstDifference('{"a":"x"}', `{"a":"${'y'.repeat(1_000)}"}`, 'json', true).length).toBeLessThan(400);
  });
});
