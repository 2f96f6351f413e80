import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type CtyType } from '../codec/cty-type';
import { canonicalJson, parseJson, plainValue, stringifyJson, valueFromJson } from '../codec/json';
import { type Attributes, isAttributes, type Value } from '../codec/value';
import { createFileAtomically, writeFileAtomically } from './atomic-file';
import { hasCode } from './file-error';
import { withFileLock } from './file-lock';

/** One object of the stand-in: what AWS would hold for a resource. */
export interface StoredObject {
  readonly type: string;
  readonly accountId: string;
  /** The region it is managed in; of global types that of the provider block which created it. */
  readonly region: string;
  /** Hexadecimal digits that the object's ids are made of. */
  readonly seed: string;
  readonly attributes: Attributes;
}

/** Where an object is kept: `<account>/<region>/<type>/<name>.json`, relative to the store's directory. */
export type ObjectKey = string;

/** The folders of one type: objects of global types have the region `global`; what is unique in all AWS has the account `global` too. */
export interface ObjectPlace {
  readonly accountId: string;
  readonly region: string;
  readonly type: string;
}

const KEY = /^(?:\d{12}|global)\/(?:[a-z0-9-]+)\/aws_[a-z0-9_]+\/[0-9a-f]{16,64}(?:-\d+)?\.json$/;
const Envelope = z.object({
  type: z.string(),
  accountId: z.string(),
  region: z.string(),
  seed: z.string(),
  attributes: z.unknown(),
});

/**
 * Objects as JSON files, one each. Processes may share the directory: an object appears and changes whole or not at
 * all, and of two that create the same key one is told that it exists.
 */
export class ObjectStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  key(place: ObjectPlace, name: string): ObjectKey {
    const key = `${place.accountId}/${place.region}/${place.type}/${name}.json`;
    if (!KEY.test(key)) throw new Error(`object store: not an object key: ${key}`);
    return key;
  }

  /** Returns false, changing nothing, when the key is taken. */
  create(key: ObjectKey, object: StoredObject): boolean {
    return createFileAtomically(this.#path(key), stringifyJson(object));
  }

  replace(key: ObjectKey, object: StoredObject): void {
    writeFileAtomically(this.#path(key), stringifyJson(object));
  }

  /** The object, `undefined` when there is none. `type` is the object type of its attributes. */
  read(key: ObjectKey, type: CtyType): StoredObject | undefined {
    const untyped = this.#readEnvelope(key);
    if (untyped === undefined) return undefined;
    const path = this.#path(key);
    const attributes = valueFromJson(untyped.attributes, type, path);
    if (!isAttributes(attributes)) throw new Error(`${path}: attributes must be an object, got null`);
    return { ...untyped, attributes };
  }

  /** The object with its attributes as the file has them: no type is needed, so sets are lists and nothing is dropped. */
  readUntyped(key: ObjectKey): StoredObject | undefined {
    const untyped = this.#readEnvelope(key);
    if (untyped === undefined) return undefined;
    const attributes = plainValue(untyped.attributes, this.#path(key));
    if (!isAttributes(attributes)) throw new Error(`${this.#path(key)}: attributes must be an object`);
    return { ...untyped, attributes };
  }

  /**
   * Changes an object while no other process updates it, and returns it; `undefined` when there is none.
   * What the stand-in itself writes for Terraform is not kept out: as in AWS, the last one wins.
   */
  update(key: ObjectKey, change: (attributes: Attributes) => Attributes): StoredObject | undefined {
    const path = this.#path(key);
    if (!existsSync(path)) return undefined;
    return withFileLock(path, () => {
      const before = this.readUntyped(key);
      if (before === undefined) return undefined;
      const after = { ...before, attributes: change(before.attributes) };
      this.replace(key, after);
      return after;
    });
  }

  remove(key: ObjectKey): void {
    rmSync(this.#path(key), { force: true });
  }

  /** Keys of all objects in a place, sorted. */
  list(place: ObjectPlace): readonly ObjectKey[] {
    const directory = join(this.#directory, place.accountId, place.region, place.type);
    return namesIn(directory)
      .map((name) => `${place.accountId}/${place.region}/${place.type}/${name}`)
      .filter((key) => KEY.test(key))
      .sort();
  }

  /** Types that have or had objects: a folder outlives its last object, so that state which still names it can be read. */
  types(): ReadonlySet<string> {
    const types = new Set<string>();
    for (const account of foldersIn(this.#directory)) {
      for (const region of foldersIn(join(this.#directory, account))) {
        for (const type of foldersIn(join(this.#directory, account, region))) types.add(type);
      }
    }
    return types;
  }

  /** Keys of all objects of a type, in every account and region, sorted. */
  listAll(type: string): readonly ObjectKey[] {
    return foldersIn(this.#directory).flatMap((accountId) =>
      foldersIn(join(this.#directory, accountId)).flatMap((region) => this.list({ accountId, region, type })),
    );
  }

  #readEnvelope(key: ObjectKey): z.infer<typeof Envelope> | undefined {
    const path = this.#path(key);
    const text = readIfPresent(path);
    if (text === undefined) return undefined;
    const envelope = Envelope.safeParse(parseObjectFile(path, text));
    if (!envelope.success) throw new Error(`${path}: not an object of the store: ${z.prettifyError(envelope.error)}`);
    return envelope.data;
  }

  #path(key: ObjectKey): string {
    // Keys come back from state files, which anyone may have edited.
    if (!KEY.test(key)) throw new Error(`object store: not an object key: ${key}`);
    return join(this.#directory, key);
  }
}

/** The name of an object whose `values` no other object may share; equal values give equal names. */
export function nameOfUnique(values: Value): string {
  return createHash('sha256').update(canonicalJson(values)).digest('hex').slice(0, 32);
}

function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

function foldersIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parseObjectFile(path: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`${path}: not JSON: correct the file or remove it`, { cause: error });
  }
}
