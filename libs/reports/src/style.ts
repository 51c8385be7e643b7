import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const THEME = '@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css';
const COMPONENTS = '@utrecht/component-library-css/dist/index.css';

/** The theme lacks tokens that the components read (document, page); without these the body falls back to Times. */
const BRIDGE = `
body{margin:0;font-family:"Noto Sans",system-ui,"Segoe UI",Arial,sans-serif;line-height:1.5;color:#1b1b1b;background:#fff}
.bs-page{max-inline-size:70rem;margin-inline:auto;padding:1rem}
.bs-head{border-block-end:.25rem solid #154273}
.bs-section{margin-block-start:2rem}
h1,h2,h3{line-height:1.25;color:#154273}
h1{font-size:1.75rem}h2{font-size:1.35rem}h3{font-size:1.1rem}
a{color:#00529c}a:focus-visible,[tabindex]:focus-visible{outline:3px solid #c25700;outline-offset:2px}
.utrecht-skip-link{position:absolute;inset-inline-start:-999rem}.utrecht-skip-link:focus{position:static}
.utrecht-table-container,.bs-wide{overflow-x:auto}
table{border-collapse:collapse;inline-size:100%}
caption{text-align:start;font-weight:700;padding-block:.5rem}
th,td{text-align:start;vertical-align:top;padding:.4rem .6rem;border-block-end:1px solid #b4b4b4;overflow-wrap:anywhere;min-inline-size:5rem}
.bs-light{font-weight:700;white-space:nowrap}.bs-goed{color:#1d6b2c}.bs-let-op{color:#8a4b00}.bs-fout{color:#a80f1b}
.bs-proof{font-size:.8em;overflow-wrap:anywhere}.bs-hidden,.bs-none{font-style:italic}
dl{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.3rem 1rem}dt{font-weight:700}dd{margin:0;overflow-wrap:anywhere}
figure{margin:1rem 0}svg{display:block;inline-size:100%;max-inline-size:44rem;block-size:auto}
svg text{font-size:11px;fill:#1b1b1b}
footer{border-block-start:1px solid #696969;margin-block-start:2rem;font-size:.9rem}
@media (max-width:30rem){dl{grid-template-columns:1fr}dd{margin-block-end:.5rem}.bs-page{padding:.75rem}}
@media print{.utrecht-skip-link{display:none}.bs-page{max-inline-size:none;padding:0}a{color:inherit}thead{display:table-header-group}tr,figure{break-inside:avoid}h2,h3,caption{break-after:avoid}.utrecht-table-container{overflow:visible}@page{size:A4;margin:18mm}}
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
