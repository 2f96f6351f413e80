import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type SchemaKind } from './schema';

const MAP_COMMENT = '//# sourceMappingURL=data:application/json;base64,';
const SourceMap = z.object({ sourcesContent: z.tuple([z.string()]) });
const Manifest = z.object({ version: z.string() });

/**
 * The installed `@cdktf/provider-aws`. Its files are read as text, never loaded: each carries the generated
 * TypeScript of one Terraform type in an inline source map.
 */
export class ProviderPackage {
  readonly version: string;
  readonly #library: string;

  constructor() {
    const manifest = require.resolve('@cdktf/provider-aws/package.json');
    this.#library = join(dirname(manifest), 'lib');
    this.version = Manifest.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
  }

  /** All types of a kind, sorted. */
  types(kind: SchemaKind): readonly string[] {
    return readdirSync(this.#library, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'provider')
      .filter((entry) => entry.name.startsWith('data-aws-') === (kind === 'data'))
      .map((entry) => (kind === 'data' ? entry.name.slice('data-'.length) : `aws-${entry.name}`).replaceAll('-', '_'))
      .sort();
  }

  has(kind: SchemaKind, type: string): boolean {
    // These would lead to the folders of the provider block and of data sources.
    const isFolderOfAnother = kind === 'resource' && /^aws_(?:provider$|data_aws_)/.test(type);
    return /^aws_[a-z0-9_]+$/.test(type) && !isFolderOfAnother && existsSync(this.file(kind, type));
  }

  /** The JavaScript file of a type; of the provider block itself, whatever `type` says, when `kind` is `provider`. */
  file(kind: SchemaKind | 'provider', type: string): string {
    if (kind === 'provider') return join(this.#library, 'provider', 'index.js');
    const folder = kind === 'data' ? `data-${type}` : type.replace(/^aws_/, '');
    return join(this.#library, folder.replaceAll('_', '-'), 'index.js');
  }

  /**
   * The generated TypeScript of one type. Of the largest types CDKTF puts the structures in files of their own.
   * @throws Error when a file has no inline source map with one source.
   */
  source(kind: SchemaKind | 'provider', type: string): string {
    const file = this.file(kind, type);
    const structures = join(dirname(file), 'index-structs');
    const more = existsSync(structures)
      ? readdirSync(structures)
          .filter((name) => /^structs\d+\.js$/.test(name))
          .map((name) => join(structures, name))
      : [];
    return [...more, file].map(embeddedSource).join('\n');
  }
}

function embeddedSource(file: string): string {
  const text = readFileSync(file, 'latin1');
  const start = text.lastIndexOf(MAP_COMMENT);
  if (start === -1) throw new Error(`${file}: no inline source map: the schema in it cannot be read`);
  const map: unknown = JSON.parse(Buffer.from(text.slice(start + MAP_COMMENT.length), 'base64').toString('utf8'));
  const parsed = SourceMap.safeParse(map);
  if (!parsed.success) throw new Error(`${file}: the source map must carry one source: ${parsed.error.message}`);
  return parsed.data.sourcesContent[0];
}
