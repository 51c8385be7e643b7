/** Small pieces of Markdown. A bar or a line break inside a cell would break the table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const code = (text: string): string => `\`${text}\``;

export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A document: its title, how it is made, and its chapters. */
export function document(title: string, about: string, chapters: readonly string[]): string {
  const made = '_Dit bestand is gemaakt uit de code met `npm run docs`. Verander het niet met de hand._';
  return `${[`# ${title}`, about, made, ...chapters].join('\n\n')}\n`;
}
export const chapter = (title: string, ...parts: readonly string[]): string => [`## ${title}`, ...parts].join('\n\n');
