import ts from 'typescript';

/**
 * Every way in which one check of a source is taken out or turned round:
 * - a call of `refuse`, `found` or another word that only throws, and a `throw`, is left out;
 * - the condition of a choice, and of an `if` that does more than throw, becomes true, and becomes false;
 * - a comparison becomes its opposite, and one that a bound belongs to becomes the one beside it;
 * - `&&` and `||` lose one side;
 * - a `return` of a boolean gives the other.
 * Types, words that people read and constants of text are no checks.
 */
export function mutantsOf(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, scriptKind(path));
  const lines = text.split('\n');
  const mutants = [];
  const add = (node, replacement, what) => {
    const from = node.getStart(file);
    const { line } = file.getLineAndCharacterOfPosition(from);
    const changed = text.slice(0, from) + replacement + text.slice(node.getEnd());
    mutants.push({ path, line: line + 1, source: lines[line].trim(), what, text: changed });
  };
  const visit = (node) => {
    if (isSkipped(node)) return;
    for (const { replacement, what } of changesOf(node, file)) add(node, replacement, what);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants;
}

const scriptKind = (path) => (path.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS);
/** Words for people, and how far it is: nothing that decides. */
const SKIPPED = new Set(['WORDS', 'progress', 'tellResult', 'tellOutside', 'tellUnchecked', 'shown', 'short']);
const isSkipped = (node) =>
  ts.isTypeNode(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isImportDeclaration(node) ||
  ((ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) && SKIPPED.has(node.name?.getText()));

const THROWS = /^(refuse|found|wrongLength)$/;
const ASSERTS = /^(require[A-Z]\w*|refuseControls|check[A-Z]\w*|verify(Inclusion|SameTree))$/;
const K = ts.SyntaxKind;
const OPPOSITE = new Map([
  [K.EqualsEqualsEqualsToken, ['!==']],
  [K.ExclamationEqualsEqualsToken, ['===']],
  [K.LessThanToken, ['>=', '<=']],
  [K.LessThanEqualsToken, ['>', '<']],
  [K.GreaterThanToken, ['<=', '>=']],
  [K.GreaterThanEqualsToken, ['<', '>']],
]);

function changesOf(node, file) {
  const text = (part) => part.getText(file);
  if (ts.isThrowStatement(node)) return [{ replacement: ';', what: `without ${brief(text(node))}` }];
  if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
    const name = text(node.expression.expression).split('.').at(-1);
    if (THROWS.test(name) || ASSERTS.test(name)) return [{ replacement: ';', what: `without ${brief(text(node))}` }];
  }
  if (ts.isIfStatement(node) && onlyThrows(node, text)) return [];
  if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) return conditions(node, text);
  if (ts.isBinaryExpression(node)) return comparisons(node, text);
  if (ts.isReturnStatement(node) && node.expression !== undefined) {
    if (node.expression.kind === K.TrueKeyword) return [{ replacement: 'return false;', what: 'returns false' }];
    if (node.expression.kind === K.FalseKeyword) return [{ replacement: 'return true;', what: 'returns true' }];
    const called = ts.isCallExpression(node.expression) ? text(node.expression.expression) : '';
    if (THROWS.test(called)) return [{ replacement: ';', what: `without ${brief(text(node))}` }];
  }
  return [];
}

/** To leave out what is thrown is the same as to take the condition for false. */
function onlyThrows({ thenStatement, elseStatement }, text) {
  const only =
    ts.isBlock(thenStatement) && thenStatement.statements.length === 1 ? thenStatement.statements[0] : thenStatement;
  return elseStatement === undefined && /^(return )?(throw |(refuse|found|wrongLength)\()/.test(text(only));
}

function conditions(node, text) {
  const condition = ts.isIfStatement(node) ? node.expression : node.condition;
  const whole = text(node);
  const at = condition.getStart() - node.getStart();
  const put = (value) => whole.slice(0, at) + value + whole.slice(at + text(condition).length);
  return ['true', 'false'].map((value) => ({ replacement: put(value), what: `${brief(text(condition))} is ${value}` }));
}

function comparisons(node, text) {
  const [left, right] = [text(node.left), text(node.right)];
  const operator = node.operatorToken;
  if (operator.kind === K.AmpersandAmpersandToken || operator.kind === K.BarBarToken)
    return [left, right].map((side) => ({
      replacement: `(${side})`,
      what: `only ${brief(side)} of ${brief(text(node))}`,
    }));
  return (OPPOSITE.get(operator.kind) ?? []).map((other) => ({
    replacement: `${left} ${other} ${right}`,
    what: `${brief(text(node))} with ${other}`,
  }));
}

const SHOWN = 70;
const brief = (text) => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
};
