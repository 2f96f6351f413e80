import { basename, join } from 'node:path';
import { type Configuration, readConfiguration } from './configuration';
import { type DeployedResource, type Deployment } from './deployment';
import { StateError } from './state-error';
import { parseStateJson, type StateJson } from './state-json';
import { describeSource, readStateText, type StateSource } from './state-source';

export interface ReadDeploymentOptions {
  /** Directory in which Terraform runs: it holds `cdk.tf.json`, when there is one, and the stack's assets. */
  readonly stackDirectory: string;
  /** @default the name of `stackDirectory` */
  readonly stackId?: string;
  /**
   * Where the state is: a file; the directory or URL of an S3 on this machine, whose bucket and key
   * `cdk.tf.json` tells; or `'backend'`, the bucket in AWS that it names, by the credentials of the environment.
   */
  readonly state: { readonly file: string } | { readonly directory: string } | { readonly url: URL } | 'backend';
}

/**
 * Reads what is deployed of one stack.
 * @throws StateError when there is no state, or none that can be used
 */
export async function readDeployment(options: ReadDeploymentOptions): Promise<Deployment> {
  const { stackDirectory, stackId = basename(stackDirectory), state } = options;
  const configuration = await readConfiguration(stackDirectory);
  const source = stateSource(state, configuration, stackDirectory);
  const json = parseStateJson(await readStateText(source), describeSource(source));
  return {
    stackId,
    resources: deployedResources(json, configuration),
    outputs: json.outputs,
    assetsDirectory: stackDirectory,
  };
}

function stateSource(
  state: ReadDeploymentOptions['state'],
  configuration: Configuration | undefined,
  stackDirectory: string,
): StateSource {
  if (state !== 'backend' && 'file' in state) return { kind: 'file', file: state.file };
  const backend = configuration?.backend;
  if (backend === undefined) {
    throw new StateError(
      'no-state',
      `${join(stackDirectory, 'cdk.tf.json')}: names no S3 backend, so its state cannot be found; name the state's file`,
    );
  }
  if (state === 'backend') return { kind: 's3', backend };
  if ('url' in state) return { kind: 's3', backend, endpoint: state.url };
  return { kind: 'file', file: join(state.directory, backend.bucket, backend.key) };
}

function deployedResources(json: StateJson, configuration: Configuration | undefined): readonly DeployedResource[] {
  return json.resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap((resource) => {
      const configAddress = `${resource.type}.${resource.name}`;
      const address = resource.module === undefined ? configAddress : `${resource.module}.${configAddress}`;
      const constructPath =
        resource.module === undefined ? configuration?.constructPaths.get(configAddress) : undefined;
      // A deposed object is one that Terraform has replaced and not yet destroyed.
      const current = resource.instances.filter(({ deposed }) => deposed === undefined);
      return current.map(({ attributes, index_key: key, dependencies }): DeployedResource => {
        const region = regionOf(attributes, resource.provider, configuration);
        return {
          address: key === undefined ? address : `${address}[${JSON.stringify(key)}]`,
          ...(constructPath === undefined ? {} : { constructPath }),
          type: resource.type,
          attributes,
          ...(region === undefined ? {} : { region }),
          dependsOn: dependencies,
        };
      });
    });
}

const arnRegion = /^arn:[^:]*:[^:]*:([^:]+):/;

/** The region that the provider wrote, else the one in the resource's ARN, else the one of its provider block. */
function regionOf(
  { region, arn }: Readonly<Record<string, unknown>>,
  provider: string,
  configuration: Configuration | undefined,
): string | undefined {
  if (typeof region === 'string' && region !== '') return region;
  const fromArn = typeof arn === 'string' ? arnRegion.exec(arn)?.[1] : undefined;
  const alias = /"\]\.(.+)$/.exec(provider)?.[1] ?? '';
  return fromArn ?? configuration?.regions.get(alias);
}
