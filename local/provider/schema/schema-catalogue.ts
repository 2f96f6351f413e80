import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../objects/atomic-file';
import { extractSchema } from './extract';
import { extractProviderSchema } from './extract-provider';
import { parseGeneratedSource } from './generated-source';
import { ProviderPackage } from './provider-package';
import { type BlockSchema, type SchemaKind } from './schema';
import { sourceChecksum } from './source-checksum';

/** Schemas of the AWS provider, one type at a time, each extracted once per package version and extractor. */
export class SchemaCatalogue {
  readonly #package = new ProviderPackage();
  readonly #cacheDirectory: string;
  readonly #loaded = new Map<string, BlockSchema>();

  /**
   * @param cacheDirectory holds one file per type in a folder per package version and extractor; may be shared by processes
   * @param extractorDirectory holds the sources of the extractor: what another extractor cached is not used
   */
  constructor(cacheDirectory: string, extractorDirectory = __dirname) {
    const extractor = sourceChecksum(extractorDirectory);
    this.#cacheDirectory = join(cacheDirectory, `aws-schema-${this.#package.version}-${extractor}`);
  }

  has(kind: SchemaKind, type: string): boolean {
    return this.#package.has(kind, type);
  }

  /**
   * The schema of a type that the provider has.
   * @throws Error naming type and attribute when extraction does not understand the package.
   */
  schema(kind: SchemaKind, type: string): BlockSchema {
    return this.#load(kind, type);
  }

  providerSchema(): BlockSchema {
    return this.#load('provider', 'provider');
  }

  #load(kind: SchemaKind | 'provider', type: string): BlockSchema {
    const key = `${kind}-${type}`;
    const loaded = this.#loaded.get(key);
    if (loaded) return loaded;
    const file = join(this.#cacheDirectory, `${key}.json`);
    const schema = existsSync(file) ? readCached(file) : this.#extract(kind, type, file);
    this.#loaded.set(key, schema);
    return schema;
  }

  #extract(kind: SchemaKind | 'provider', type: string, cacheFile: string): BlockSchema {
    const source = parseGeneratedSource(this.#package.source(kind, type), this.#package.file(kind, type));
    const schema = kind === 'provider' ? extractProviderSchema(source) : extractSchema(source, type);
    writeFileAtomically(cacheFile, JSON.stringify(schema));
    return schema;
  }
}

function readCached(file: string): BlockSchema {
  // The path names the extractor and the file was written whole by this class, so its shape is known.
  return JSON.parse(readFileSync(file, 'utf8')) as BlockSchema;
}
