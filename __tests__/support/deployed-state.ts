import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly mode?: 'managed' | 'data';
  readonly module?: string;
  /** Alias of the AWS provider. @default none */
  readonly alias?: string;
  /** Instances with their attributes, key of `count` or `for_each`, and dependencies. */
  readonly instances: readonly {
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly index_key?: string | number;
    readonly deposed?: string;
    readonly dependencies?: readonly string[];
  }[];
}

/** A resource with one instance. */
export function resource(type: string, name: string, attributes: Readonly<Record<string, unknown>>): StateResource {
  return { type, name, instances: [{ attributes }] };
}

/** The JSON of a Terraform state, version 4. */
export function stateJson(
  resources: readonly StateResource[],
  outputs: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>> = {},
): string {
  return JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    serial: 1,
    lineage: 'd5b0a2a4-2f3c-4a29-8d2c-0a4f5c1f9b11',
    outputs,
    resources: resources.map(({ mode = 'managed', alias, ...rest }) => ({
      mode,
      provider: `provider["registry.terraform.io/hashicorp/aws"]${alias === undefined ? '' : `.${alias}`}`,
      ...rest,
    })),
  });
}

/** A directory that is removed by `remove`; files in it are written by their path. */
export class TemporaryDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'tristage-test-'));

  write(file: string, text: string): string {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
