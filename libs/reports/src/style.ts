import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const THEME = '@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css';
const COMPONENTS = '@utrecht/component-library-css/dist/index.css';

/**
 * The theme lacks tokens that the components read (document, page), and is made for websites; a report is a calm
 * document that is printed. Under 40rem rows become cards, on paper nothing may scroll.
 */
const BRIDGE = `
body{margin:0;font-family:"Noto Sans","Source Sans 3",system-ui,"Segoe UI",Arial,sans-serif;font-size:1rem;line-height:1.5;color:#1b1b1b;background:#fff}
.bs-page{max-inline-size:68rem;margin-inline:auto;padding:1.5rem 1.25rem;hyphens:auto}
.bs-head{border-block-end:3px solid #154273;padding-block-end:.75rem;margin-block-end:1.25rem}
.bs-page .bs-kicker{margin:0;color:#154273;font-weight:700;font-size:.95rem}
.bs-page .utrecht-heading-1,.bs-page .utrecht-heading-2{font-family:inherit;color:#154273;line-height:1.25;font-weight:700;overflow-wrap:anywhere}
.bs-page .utrecht-heading-1{font-size:1.75rem;margin:.1rem 0 .35rem}.bs-page .utrecht-heading-2{font-size:1.25rem;margin:0 0 .6rem}
.bs-page .utrecht-paragraph{color:#1b1b1b;margin:.35rem 0;max-inline-size:44rem}
.bs-page .bs-meta{color:#474f59;font-size:.9rem;margin:0}
.bs-toc{border:1px solid #c3c9d1;padding:.6rem 1rem .8rem;margin-block-end:1.5rem;font-size:.9rem}
.bs-toc strong{display:block}.bs-toc ol{columns:17rem 3;column-gap:2rem;margin:.3rem 0 0;padding-inline-start:1.6rem}
.bs-toc li{break-inside:avoid;padding-block:.15rem}
.bs-section{margin-block-start:2rem;border-block-start:1px solid #c3c9d1;padding-block-start:1rem}
a{color:#00468a;text-underline-offset:.15em}a:focus-visible,[tabindex]:focus-visible{outline:3px solid #c25700;outline-offset:2px}
:target{outline:3px solid #c25700;outline-offset:3px;scroll-margin-block-start:3rem}
.utrecht-skip-link{position:absolute;inset-inline-start:-999rem}.utrecht-skip-link:focus{position:static}
.bs-page .bs-table{overflow-x:auto;margin-block:.75rem 1.25rem}
.bs-page .utrecht-table{border-collapse:collapse;inline-size:100%;font-size:.875rem;line-height:1.4;margin:0}
.bs-page .utrecht-table__caption{text-align:start;font-weight:700;font-size:.9375rem;line-height:1.4;padding-block:.35rem;color:#1b1b1b}
.bs-page .utrecht-table__header-cell,.bs-page .utrecht-table__cell{text-align:start;vertical-align:baseline;padding:.4rem .6rem;border-block-end:1px solid #d5d9de;color:#1b1b1b;font-size:inherit}
.bs-page thead .utrecht-table__header-cell{border-block-end:2px solid #154273;vertical-align:bottom;font-weight:700;color:#154273}
.bs-page tbody .utrecht-table__header-cell{font-weight:600}
.bs-page .bs-figure{text-align:end;overflow-wrap:normal}.bs-page td.bs-figure{font-variant-numeric:tabular-nums}
.bs-table td{overflow-wrap:break-word}.bs-table:not([tabindex]) tbody th{overflow-wrap:anywhere}
.bs-light{font-weight:700}.bs-goed{color:#1d5f2a}.bs-let-op{color:#7d4400}.bs-fout{color:#a0101b}
.bs-code{display:block;font-size:.8em;font-weight:400;color:#474f59;overflow-wrap:anywhere}
.bs-proof{font-size:.75rem;font-weight:400;white-space:nowrap;margin-inline-start:.35rem}
.bs-proof a,.bs-many a{display:inline-block;min-inline-size:1.5rem;text-align:center;margin-inline-end:.25rem}.bs-proof a{line-height:1.2}
.bs-many a{min-inline-size:2rem;line-height:1.5rem}
.bs-page .bs-hidden,.bs-page .bs-none{font-style:italic;color:#474f59}
.bs-facts{margin:.5rem 0 1rem}.bs-facts div{display:grid;grid-template-columns:minmax(10rem,19rem) 1fr;gap:.25rem 1rem;padding-block:.3rem;border-block-end:1px solid #e4e7eb}
.bs-facts dt{font-weight:600;overflow-wrap:anywhere}.bs-facts dd{margin:0;overflow-wrap:anywhere}.bs-facts dd>div{display:block;border:0;padding:0}
.bs-chart{margin:1rem 0 .75rem;padding:.75rem 1rem;border:1px solid #d5d9de;max-inline-size:32rem;box-sizing:border-box}
.bs-chart figcaption{font-size:.875rem;line-height:1.4;margin-block-end:.6rem}.bs-chart strong{display:block}
.bs-chart svg{display:block;inline-size:100%;block-size:auto}.bs-chart text{font-size:10.5px;fill:#1b1b1b;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}.bs-chart .bs-on-dark{fill:#fff;stroke:none}
.bs-line{display:block}
.bs-diff{margin:0;padding-inline-start:1rem;overflow-wrap:anywhere}.bs-diff del{color:#474f59}
.bs-lane{list-style:none;margin:0;padding:0}.bs-lane li{border-inline-start:4px solid #154273;padding-inline-start:.5rem;margin-block:.25rem}
.bs-foot{border-block-start:1px solid #696f78;margin-block-start:2.5rem;padding-block-start:.5rem}
.bs-page .bs-foot .utrecht-paragraph{font-size:.85rem;color:#474f59;max-inline-size:none}
@media screen and (max-width:40rem){
.bs-page{padding:1rem .8rem}.bs-facts div{grid-template-columns:1fr;gap:0}.bs-chart{padding:.6rem}
.bs-page .bs-stack,.bs-stack :is(caption,tbody,tr,th,td){display:block;inline-size:auto}
.bs-table:not([tabindex]) td:not(.bs-figure){overflow-wrap:anywhere;hyphens:auto}.bs-page :is(td,th){padding-inline:.3rem}
.bs-stack thead{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
.bs-stack tr{border:1px solid #c3c9d1;margin-block:.6rem;padding:.4rem .7rem}
.bs-page .bs-stack tbody :is(td,th){border:0;padding:.2rem 0;overflow-wrap:anywhere;text-align:start}
.bs-page .bs-stack tbody th{font-size:1rem;border-block-end:1px solid #d5d9de;margin-block-end:.2rem}
.bs-stack td{display:grid;grid-template-columns:minmax(7rem,38%) 1fr;gap:.6rem}
.bs-stack td::before{content:attr(data-label);color:#474f59}
}
@media print{
@page{size:A4;margin:16mm 16mm 18mm}
.bs-wide-page{page:wide}@page wide{size:A4 landscape;margin:14mm}
html{font-size:10pt}.utrecht-skip-link,.bs-toc{display:none}.bs-page{max-inline-size:none;padding:0}
a{color:inherit;text-decoration:none}.bs-page .bs-table{overflow:visible}
.bs-page .utrecht-table{font-size:7.5pt}.bs-page .bs-table :is(th,td){padding:.25rem .3rem;overflow-wrap:break-word}.bs-page .bs-table tbody th{overflow-wrap:anywhere}.bs-proof{font-size:6.5pt;white-space:normal}.bs-proof a,.bs-many a{min-inline-size:0;line-height:inherit;white-space:nowrap}
thead{display:table-header-group}tr,.bs-chart{break-inside:avoid}h1,h2,caption{break-after:avoid}.bs-section{break-before:auto}
.bs-chart{max-inline-size:11cm}:target{outline:0}*{print-color-adjust:exact}
}
`;

interface Rule {
  readonly text: string;
  readonly classes: readonly string[];
}
let rules: readonly Rule[] | undefined;
let tokens: ReadonlyMap<string, string> | undefined;

/** The flat rules of the component library; nested at-rules are left out, this style sheet brings its own. */
function componentRules(): readonly Rule[] {
  const css = readFileSync(createRequire(import.meta.url).resolve(COMPONENTS), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const found: Rule[] = [];
  for (const match of css.matchAll(/^([^@{}\s][^{}]*)\{([^{}]*)\}/gm)) {
    const selector = match[1]!.trim();
    const text = `${selector.replace(/\s+/g, ' ')}{${match[2]!.trim().replace(/\s+/g, ' ')}}`;
    found.push({ text, classes: [...selector.matchAll(/\.([\w-]+)/g)].map((one) => one[1]!) });
  }
  return found;
}

function themeTokens(): ReadonlyMap<string, string> {
  const path = createRequire(import.meta.url).resolve(THEME);
  const css = readFileSync(path, 'utf8');
  return new Map([...css.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].map((match) => [match[1]!, match[2]!]));
}

const referenced = (text: string): string[] => [...text.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1]!);

/** The rules and tokens that this page uses and no others, so that a report of one file stays small. */
export function stylesFor(html: string): string {
  rules ??= componentRules();
  tokens ??= themeTokens();
  const used = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap((match) => match[1]!.split(' ')));
  const kept = rules.filter((rule) => rule.classes.length > 0 && rule.classes.every((name) => used.has(name)));
  const components = kept.map((rule) => rule.text).join('\n');
  const wanted = new Map<string, string>();
  const queue = referenced(components);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const value = tokens.get(name);
    if (value === undefined || wanted.has(name)) continue;
    wanted.set(name, value);
    queue.push(...referenced(value));
  }
  const theme = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`);
  return `.voorbeeld-theme{${theme.join(';')}}\n${components}\n${BRIDGE}`;
}
