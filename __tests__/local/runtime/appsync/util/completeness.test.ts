import { dirname, join } from 'node:path';
import ts from 'typescript';
import { builtInModules } from '../../../../../local/runtime/appsync/util/runtime';
import { fixedRuntime } from '../../../../support/appsync-runtime';

const packageRoot = dirname(require.resolve('@aws-appsync/utils/package.json'));
const entryFiles: Readonly<Record<string, string>> = {
  '@aws-appsync/utils': 'lib/index.d.ts',
  '@aws-appsync/utils/dynamodb': 'lib/dynamodb-helpers.d.ts',
  '@aws-appsync/utils/rds': 'lib/rds-helpers.d.ts',
  '@aws-appsync/utils/ai': 'lib/bedrock-helpers.d.ts',
};
const program = ts.createProgram(
  Object.values(entryFiles).map((file) => join(packageRoot, file)),
  { strict: true, noLib: false },
);
const checker = program.getTypeChecker();

/** Dotted names of every value a module exports, objects of functions opened one level after another. */
function declaredNames(module: string): readonly string[] {
  const source = program.getSourceFile(join(packageRoot, entryFiles[module] ?? ''));
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!symbol || !source) throw new Error(`no types found for ${module}`);
  return checker
    .getExportsOfModule(symbol)
    .map((exported) => (exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported))
    .filter((exported) => (exported.flags & ts.SymbolFlags.Value) !== 0)
    .flatMap((exported) => memberNames(checker.getTypeOfSymbolAtLocation(exported, source), exported.name));
}

function memberNames(type: ts.Type, path: string): readonly string[] {
  if (type.getCallSignatures().length > 0) return [path];
  return checker
    .getPropertiesOfType(type)
    .flatMap((property) => memberNames(checker.getTypeOfSymbol(property), `${path}.${property.name}`));
}

/** Dotted names of every function in a value. */
function providedNames(value: unknown, path: string): readonly string[] {
  if (typeof value === 'function') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => providedNames(inner, path === '' ? name : `${path}.${name}`));
}

describe('what the AppSync runtime provides', () => {
  const { modules } = fixedRuntime();

  it.each(builtInModules)('%s has exactly the functions its types declare', (name) => {
    const declared = declaredNames(name);
    expect(declared.length).toBeGreaterThan(1);
    expect([...providedNames(modules[name], '')].sort()).toEqual([...declared].sort());
  });

  it.each(['isNull', 'toJson', 'parseJson', 'typeOf', 'list', 'map', 'qr'])(
    'has no util.%s, which exists in Velocity templates only',
    (name) => {
      expect(fixedRuntime().util).not.toHaveProperty(name);
    },
  );
});
