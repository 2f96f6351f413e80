import type { AnyNode, Program } from 'acorn';
import * as ai from '../../util/ai';
import * as dynamodb from '../../util/dynamodb/module';
import * as rds from '../../util/rds/module';
import type { BuiltInModule } from '../../util/runtime';
import { boundNames } from '../ast';
import type { Report, Rule, Visit } from '../visit';

const EXPORTS: Readonly<Record<BuiltInModule, readonly string[]>> = {
  '@aws-appsync/utils': ['util', 'extensions', 'runtime'],
  '@aws-appsync/utils/dynamodb': Object.keys(dynamodb),
  '@aws-appsync/utils/rds': Object.keys(rds),
  '@aws-appsync/utils/ai': Object.keys(ai),
};
const HANDLERS = ['request', 'response'] as const;

/** Only the built-in modules can be imported, and only what they export; everything else belongs into the bundle. */
export const importsRule: Rule = ({ node }, report) => {
  if (node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && node.source)) {
    report(node, 'no-unknown-import', 'code cannot export from another module; bundle it');
    return;
  }
  if (node.type !== 'ImportDeclaration') return;
  const module = String(node.source.value);
  const names = exportsOf(module);
  if (names === undefined) {
    const allowed = Object.keys(EXPORTS).join(', ');
    report(node, 'no-unknown-import', `module ${module} cannot be imported; allowed are ${allowed}; bundle the rest`);
    return;
  }
  for (const specifier of node.specifiers) {
    const name = importedName(specifier);
    if (name === undefined || names.includes(name)) continue;
    report(specifier, 'no-unknown-import', `${module} has no export ${name}; it has ${names.join(', ')}`);
  }
};

/** Reports handlers that are missing: AppSync calls an exported function `request` and one `response`. */
export function checkHandlers(program: Program, visits: readonly Visit[], report: Report): void {
  const exported = new Set(program.body.flatMap(exportedNames));
  for (const handler of HANDLERS) {
    if (!exported.has(handler)) report(program, 'missing-handler', `the code must export a function ${handler}`);
  }
  const top = visits[0]?.scope;
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source) continue;
    for (const [local, name] of localsOf(statement)) {
      const isHandler = HANDLERS.some((handler) => handler === name);
      if (isHandler && top?.resolve(local)?.fn === undefined) {
        report(statement, 'missing-handler', `the export ${name} must be a function`);
      }
    }
  }
}

function exportsOf(module: string): readonly string[] | undefined {
  return Object.entries(EXPORTS).find(([name]) => name === module)?.[1];
}

/** The name an import asks for; undefined for a whole namespace. */
function importedName(specifier: AnyNode): string | undefined {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type !== 'ImportSpecifier') return undefined;
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value);
}

function exportedNames(statement: AnyNode): readonly string[] {
  return statement.type === 'ExportNamedDeclaration' ? localsOf(statement).map(([, name]) => name) : [];
}

/** Local and exported name of everything a statement exports. */
function localsOf(statement: Extract<AnyNode, { type: 'ExportNamedDeclaration' }>): (readonly [string, string])[] {
  const { declaration, specifiers } = statement;
  if (declaration?.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => boundNames(id)).map((name) => [name, name]);
  }
  if (declaration) return boundNames(declaration.id).map((name) => [name, name]);
  return specifiers.map(({ local, exported }) => [nameOf(local), nameOf(exported)]);
}

function nameOf(node: AnyNode): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' ? String(node.value) : '';
}
