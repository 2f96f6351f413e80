import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';

export type Properties = Readonly<Record<string, unknown>>;

/** One resource or data source of a synthesized configuration. */
export interface ConfiguredResource {
  readonly address: string;
  readonly type: string;
  readonly properties: Properties;
}

/** A synthesized `cdk.tf.json`. */
export interface Configuration {
  readonly stackId: string;
  /** The file as it was written. */
  readonly text: string;
  readonly json: {
    readonly terraform: { readonly backend: { readonly s3: Properties } };
    readonly provider: Readonly<Record<string, readonly Properties[]>>;
    readonly output?: Readonly<Record<string, Properties>>;
  };
  readonly resources: readonly ConfiguredResource[];
  readonly dataSources: readonly ConfiguredResource[];
}

type Section = Readonly<Record<string, Readonly<Record<string, Properties>>>>;

function flatten(section: Section = {}, prefix = ''): ConfiguredResource[] {
  return Object.entries(section).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, properties]) => ({ address: `${prefix}${type}.${name}`, type, properties })),
  );
}

/** Reads a configuration from the text of a `cdk.tf.json`. */
export function parseConfiguration(stackId: string, text: string): Configuration {
  // The text is what this repository's own stacks synthesize; the rules under test check the rest of its shape.
  const json = JSON.parse(text) as Configuration['json'] & { resource?: Section; data?: Section };
  return { stackId, text, json, resources: flatten(json.resource), dataSources: flatten(json.data, 'data.') };
}

/** Synthesizes what `build` adds to an app, and reads all stacks back, sorted by id. */
export function synthesize(build: (app: App) => void): readonly Configuration[] {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const app = new App({
      outdir,
      stackTraces: false,
      context: { excludeStackIdFromLogicalIds: 'true', allowSepCharsInLogicalIds: 'true' },
    });
    build(app);
    app.synth();
    const stacks = join(outdir, 'stacks');
    return readdirSync(stacks)
      .sort()
      .map((id) => parseConfiguration(id, readFileSync(join(stacks, id, 'cdk.tf.json'), 'utf8')));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
