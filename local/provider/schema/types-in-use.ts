import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface TypesInUse {
  readonly resources: ReadonlySet<string>;
  readonly dataSources: ReadonlySet<string>;
}

const HCL_RESOURCE = /\bresource\s+"(aws_\w+)"/g;
const HCL_DATA_SOURCE = /\bdata\s+"(aws_\w+)"/g;
const HCL_LOCAL_MODULE = /\bsource\s*=\s*"(\.\.?\/[^"]+)"/g;

/**
 * The AWS types that the Terraform configurations in `directories` name, and those of the local modules they call.
 * A directory that does not exist has none.
 * @throws Error naming a `*.tf.json` file that is not JSON.
 */
export function typesInUse(directories: readonly string[]): TypesInUse {
  const resources = new Set<string>();
  const dataSources = new Set<string>();
  const queue = directories.map((directory) => resolve(directory));
  const seen = new Set<string>();
  for (let directory = queue.shift(); directory !== undefined; directory = queue.shift()) {
    if (seen.has(directory) || !existsSync(directory)) continue;
    seen.add(directory);
    for (const file of readdirSync(directory)) {
      const found = file.endsWith('.tf.json')
        ? inJson(join(directory, file))
        : file.endsWith('.tf')
          ? inHcl(join(directory, file))
          : undefined;
      found?.resources.forEach((type) => resources.add(type));
      found?.dataSources.forEach((type) => dataSources.add(type));
      for (const source of found?.localModules ?? []) queue.push(resolve(directory, source));
    }
  }
  return { resources, dataSources };
}

interface Found {
  readonly resources: readonly string[];
  readonly dataSources: readonly string[];
  readonly localModules: readonly string[];
}

function inHcl(file: string): Found {
  const text = readFileSync(file, 'utf8');
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  return { resources: all(HCL_RESOURCE), dataSources: all(HCL_DATA_SOURCE), localModules: all(HCL_LOCAL_MODULE) };
}

function inJson(file: string): Found {
  let configuration: unknown;
  try {
    configuration = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: not JSON: correct the file`, { cause: error });
  }
  const modules = members(configuration, 'module').flatMap(([, calls]) => members({ calls }, 'calls'));
  const sources = modules.filter(([name]) => name === 'source').map(([, source]) => source);
  const typesOf = (block: string) =>
    members(configuration, block)
      .map(([type]) => type)
      .filter((type) => type.startsWith('aws_'));
  return {
    resources: typesOf('resource'),
    dataSources: typesOf('data'),
    localModules: sources.filter((source) => typeof source === 'string').filter((source) => /^\.\.?\//.test(source)),
  };
}

/** The members of a block type, which JSON syntax writes as an object or as a list of objects. */
function members(tree: unknown, block: string): readonly (readonly [string, unknown])[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const value: unknown = Object.entries(tree).find(([name]) => name === block)?.[1];
  const objects: readonly unknown[] = Array.isArray(value) ? value : [value];
  return objects.flatMap((object) => (typeof object === 'object' && object !== null ? Object.entries(object) : []));
}
