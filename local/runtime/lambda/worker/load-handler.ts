import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './function-error';

export type Handler = (
  event: unknown,
  context: object,
  callback: (error?: unknown, result?: unknown) => void,
) => unknown;

/**
 * Loads `<folders>/<file>.<export>` from the package, as CommonJS or as an ES module.
 * @throws RuntimeError `Runtime.MalformedHandlerName`, `Runtime.ImportModuleError`, `Runtime.UserCodeSyntaxError` or
 * `Runtime.HandlerNotFound`, and whatever the module itself throws.
 */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const match = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(name);
  const [, moduleName, exportPath] = match ?? [];
  if (moduleName === undefined || exportPath === undefined || moduleName.includes('..')) {
    throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler ${name}: must be <file>.<export>`);
  }
  const file = ['.js', '.mjs', '.cjs'].map((extension) => join(taskRoot, moduleName + extension)).find(existsSync);
  if (file === undefined) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}' in the package`);
  }
  let found: unknown = await importModule(file, taskRoot);
  for (const part of exportPath.split('.')) found = isObject(found) ? Reflect.get(found, part) : undefined;
  if (found === undefined) throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (!isHandler(found)) throw new RuntimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  return found;
}

async function importModule(file: string, taskRoot: string): Promise<unknown> {
  try {
    return isEsModule(file, taskRoot) ? await import(pathToFileURL(file).href) : createRequire(file)(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error));
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      throw new RuntimeError('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
}

/** Whether Node takes the file as an ES module: by extension, or for `.js` by the nearest `package.json`. */
function isEsModule(file: string, taskRoot: string): boolean {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = dirname(file); folder.startsWith(taskRoot); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
      return isObject(parsed) && Reflect.get(parsed, 'type') === 'module';
    }
  }
  return false;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}
