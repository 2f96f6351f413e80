import { z } from 'zod';
import { type DeployedResource, type Deployment } from '../../local/runtime/state/deployment';
import { type Place, placeOf } from '../../local/runtime/adapters/place';
import { badInput, CliError } from '../cli-error';

const names = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const action = z.object({
  name: z.string(),
  category: z.string(),
  provider: z.string(),
  configuration: z
    .record(z.string(), z.string())
    .nullish()
    .transform((value) => value ?? {}),
  input_artifacts: names,
  output_artifacts: names,
  run_order: z
    .number()
    .nullish()
    .transform((value) => value ?? 1),
});
const pipeline = z.object({
  name: z.string(),
  stage: z.array(z.object({ name: z.string(), action: z.array(action) })),
});
const buildProject = z.object({
  name: z.string(),
  source: z.array(z.object({ buildspec: z.string().nullish() })).min(1),
  environment: z
    .array(
      z.object({
        environment_variable: z
          .array(z.object({ name: z.string(), value: z.string(), type: z.string().nullish() }))
          .nullish(),
      }),
    )
    .min(1),
});

export type PipelineAction = z.output<typeof action>;

export interface BuildProject {
  readonly name: string;
  /** File in the source, or the YAML itself. */
  readonly buildspec: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A deployed pipeline with the projects that it builds by. */
export interface Pipeline {
  readonly name: string;
  readonly place: Place;
  /** Stages in order, each with its actions in order. */
  readonly stages: readonly { readonly name: string; readonly actions: readonly PipelineAction[] }[];
  readonly projects: ReadonlyMap<string, BuildProject>;
}

/**
 * A pipeline as it is deployed.
 * @throws CliError `unknown-pipeline` naming those there are
 */
export function findPipeline(deployments: readonly Deployment[], name: string): Pipeline {
  const ofType = (type: string) =>
    deployments.flatMap(({ resources }) => resources.filter((resource) => resource.type === type));
  const pipelines = ofType('aws_codepipeline').map((resource) => ({
    resource,
    definition: parse(resource, pipeline, 'a pipeline'),
  }));
  const found = pipelines.find(({ definition }) => definition.name === name);
  if (found === undefined) {
    const known = pipelines.map(({ definition }) => definition.name).join(', ') || 'none';
    throw badInput(
      'unknown-pipeline',
      `no pipeline ${name} is deployed; pipelines: ${known}`,
      'name a system with a pipeline, and deploy it: npm start -- <system>',
    );
  }
  const projects = ofType('aws_codebuild_project').map((resource) => readProject(resource));
  return {
    name,
    place: placeOf(found.resource),
    stages: found.definition.stage.map((stage) => ({
      name: stage.name,
      actions: [...stage.action].sort((a, b) => a.run_order - b.run_order),
    })),
    projects: new Map(projects.map((project) => [project.name, project])),
  };
}

function readProject(resource: DeployedResource): BuildProject {
  const { name, source, environment } = parse(resource, buildProject, 'a build project');
  const variables = environment.flatMap(({ environment_variable: given }) => given ?? []);
  const secret = variables.find(({ type }) => (type ?? 'PLAINTEXT') !== 'PLAINTEXT');
  if (secret !== undefined) {
    throw new CliError(
      'unsupported-variable',
      `${resource.address}: variable ${secret.name} is of type ${secret.type ?? ''}; on this machine it must be PLAINTEXT`,
    );
  }
  return {
    name,
    buildspec: source[0]?.buildspec ?? 'buildspec.yml',
    environment: Object.fromEntries(variables.map((variable) => [variable.name, variable.value])),
  };
}

function parse<T>({ address, attributes }: DeployedResource, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(attributes);
  if (parsed.success) return parsed.data;
  throw new CliError('bad-state', `${address}: not ${what}: ${z.prettifyError(parsed.error)}`);
}
