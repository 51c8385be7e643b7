// Lints pieces of text as if they stood at a given path, by the project's own configuration without the rules that need
// types. A process of its own, because ESLint reads its configuration as an ES module and jest runs as CommonJS.
// stdin: [{ filePath, text }]; stdout: one array of rule names per piece.
import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const pieces = JSON.parse(Buffer.concat(chunks).toString('utf8'));

const withoutTypes = tseslint.configs.disableTypeChecked;
const eslint = new ESLint({
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  overrideConfig: [{ ...withoutTypes, languageOptions: { parserOptions: { projectService: false, program: null } } }],
});
const found = [];
for (const { filePath, text } of pieces) {
  const [result] = await eslint.lintText(text, { filePath });
  found.push(result.messages.map(({ ruleId, message }) => ruleId ?? `parse: ${message}`));
}
process.stdout.write(JSON.stringify(found));
