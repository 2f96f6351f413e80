import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Stack } from '../cdktf/manifest';
import { type Context } from '../context';
import { countResources, parseState, type State } from '../terraform/state-json';
import { Terraform } from '../terraform/terraform';

const s3Backend = z.object({ bucket: z.string(), key: z.string() });
const configuration = z.object({
  terraform: z.object({ backend: z.object({ s3: s3Backend.optional() }).optional() }),
});

/** A deployed stack as its state tells it. */
export interface Deployment {
  readonly stack: string;
  readonly directory: string;
  readonly resources: number;
  readonly outputs: State['outputs'];
  /** URL of the state, `s3://<bucket>/<key>`; absent for another backend. */
  readonly stateUrl?: string;
  /** File of the state on this machine; absent when the S3 is elsewhere. */
  readonly stateFile?: string;
}

/**
 * Reads what a rehearsed deployment left in its state.
 * @param stateDirectory where the state server keeps its buckets; `undefined` when another S3 has them.
 */
export async function readDeployment(
  context: Context,
  env: NodeJS.ProcessEnv,
  stack: Stack,
  stateDirectory: string | undefined,
): Promise<Deployment> {
  const terraform = new Terraform(stack.directory, context, env);
  const state = parseState((await terraform.run(['state', 'pull'])).stdout);
  const file = readFileSync(join(stack.directory, 'cdk.tf.json'), 'utf8');
  const backend = configuration.parse(JSON.parse(file)).terraform.backend?.s3;
  return {
    stack: stack.id,
    directory: stack.directory,
    resources: countResources(state),
    outputs: state.outputs,
    ...(backend === undefined ? {} : { stateUrl: `s3://${backend.bucket}/${backend.key}` }),
    ...(backend === undefined || stateDirectory === undefined
      ? {}
      : { stateFile: join(stateDirectory, backend.bucket, backend.key) }),
  };
}

const mask = '(sensitive)';

function shown(output: State['outputs'][string], showKeys: boolean): unknown {
  return output.sensitive && !showKeys ? mask : output.value;
}

const isForPeople = ([name]: readonly [string, unknown]): boolean =>
  // CDKTF's own outputs for other stacks, which no person asked for.
  !name.startsWith('cross-stack-output-');

/** The deployment for programs; sensitive outputs are masked unless `showKeys`. */
export function deploymentJson(deployment: Deployment, showKeys: boolean): Readonly<Record<string, unknown>> {
  const outputs = Object.entries(deployment.outputs).map(([name, output]) => [name, shown(output, showKeys)]);
  return { ...deployment, outputs: Object.fromEntries(outputs) };
}

/** The deployment for people, one line an output. */
export function describeDeployment(deployment: Deployment, showKeys: boolean): readonly string[] {
  const outputs = Object.entries(deployment.outputs).filter(isForPeople);
  const width = Math.max(0, ...outputs.map(([name]) => name.length));
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const hasHidden = !showKeys && outputs.some(([, { sensitive }]) => sensitive);
  const place = [deployment.stateUrl, deployment.stateFile].filter((value) => value !== undefined);
  return [
    '',
    `${deployment.stack}: ${deployment.resources} resources`,
    ...outputs.map(([name, output]) => `  ${name.padEnd(width)}  ${text(shown(output, showKeys))}`),
    ...(place.length === 0 ? [] : [`  state: ${place.join(', file ')}`]),
    ...(hasHidden ? ['  sensitive outputs in clear: add --show-keys'] : []),
  ];
}
