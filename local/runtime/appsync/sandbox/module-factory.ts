import { parse, type ImportDeclaration, type Program } from 'acorn';

type Statement = Program['body'][number];
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const MODULES = '__appsyncModules';

/**
 * Turns an APPSYNC_JS module into an expression: a function that runs the module's top level with its surroundings as
 * parameters and returns its handlers (`ModuleFactory`). Each call has module-level state of its own. Lines keep their
 * numbers, so that a fault names the line of the deployed code.
 *
 * @param code a module that `checkCode` accepts
 */
export function moduleFactory(code: string): string {
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  const imports: string[] = [];
  const edits: Edit[] = [];
  const handlers = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      imports.push(bindingOf(statement));
      edits.push(blank(code, statement));
    } else if (statement.type === 'ExportNamedDeclaration') {
      const { declaration, specifiers } = statement;
      for (const { local, exported } of specifiers) handlers.set(nameOf(exported), nameOf(local));
      edits.push(declaration ? { start: statement.start, end: declaration.start, text: '' } : blank(code, statement));
    } else if (statement.type === 'ExportDefaultDeclaration') {
      edits.push({ start: statement.start, end: statement.declaration.start, text: 'const __appsyncDefault = ' });
    }
  }
  const body = applied(code, edits);
  const answer = ['request', 'response'].map((name) => `${name}: ${handlers.get(name) ?? name}`).join(', ');
  return (
    `(function (${MODULES}, util, extensions, runtime, console, JSON) { return (function () { "use strict"; ` +
    `${imports.join('')}${body}\nreturn { ${answer} }; })(); })`
  );
}

function bindingOf({ source, specifiers }: ImportDeclaration): string {
  const module = `${MODULES}[${JSON.stringify(source.value)}]`;
  return specifiers
    .map((specifier) =>
      specifier.type === 'ImportSpecifier'
        ? `const { ${nameOf(specifier.imported)}: ${specifier.local.name} } = ${module}; `
        : `const ${specifier.local.name} = ${module}; `,
    )
    .join('');
}

function nameOf(
  node: { readonly type: 'Identifier'; readonly name: string } | { readonly type: 'Literal'; readonly value?: unknown },
): string {
  return node.type === 'Identifier' ? node.name : JSON.stringify(node.value);
}

/** Takes a statement away and leaves its line breaks. */
function blank(code: string, { start, end }: Statement): Edit {
  return { start, end, text: code.slice(start, end).replace(/[^\n]/g, '') };
}

function applied(code: string, edits: readonly Edit[]): string {
  let text = '';
  let position = 0;
  for (const edit of edits) {
    text += code.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return text + code.slice(position);
}
