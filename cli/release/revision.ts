import { isDeepStrictEqual } from 'node:util';
import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { CliError } from '../cli-error';
import { type ContainerImage } from './image-digests';
import { present } from './present';
import { type ReleaseClients } from './release-clients';

/** What registers a revision: the fields of a task definition that are asked for. */
export type Revision = RegisterTaskDefinitionCommandInput & { readonly family: string };

/** Fields of a revision that ECS adds at its registration. */
const addedByEcs = new Set([
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
]);

/** A revision as it would be registered again. */
export async function describeRevision(
  { ecs }: Pick<ReleaseClients, 'ecs'>,
  taskDefinition: string,
): Promise<Revision> {
  const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
  const described = present(answer.taskDefinition, `the task definition ${taskDefinition}`);
  const input = Object.fromEntries(
    Object.entries(described).filter(([field]) => !addedByEcs.has(field)),
  ) as TaskDefinition; // the same fields but for those of the set, which all may be absent
  const { tags = [] } = answer;
  return {
    ...input,
    family: present(input.family, 'a family'),
    containerDefinitions: present(input.containerDefinitions, 'container definitions'),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

/**
 * The template that Terraform deployed, with these images.
 * @throws CliError `no-such-container` when it lacks one of the containers
 */
export async function revisionWith(
  clients: Pick<ReleaseClients, 'ecs'>,
  template: string,
  images: readonly ContainerImage[],
): Promise<Revision> {
  const revision = await describeRevision(clients, template);
  const containers = revision.containerDefinitions ?? [];
  const names = containers.map(({ name }) => name);
  for (const { container } of images) {
    if (names.includes(container)) continue;
    throw new CliError(
      'no-such-container',
      `${template}: has no container ${container}; containers: ${names.join(', ')}`,
      { remedy: 'deploy the stack of the service again' },
    );
  }
  const byName = new Map<string | undefined, string>(images.map(({ container, image }) => [container, image]));
  return {
    ...revision,
    containerDefinitions: containers.map((one) => ({ ...one, image: byName.get(one.name) ?? one.image })),
  };
}

/** Whether a registered revision is this one, tags aside. */
export async function isLike(
  clients: Pick<ReleaseClients, 'ecs'>,
  taskDefinition: string,
  wanted: Revision,
): Promise<boolean> {
  const running = await describeRevision(clients, taskDefinition);
  return isDeepStrictEqual({ ...running, tags: undefined }, { ...wanted, tags: undefined });
}

/** Registers a revision; the result is its ARN. */
export async function register({ ecs }: Pick<ReleaseClients, 'ecs'>, revision: Revision): Promise<string> {
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(revision));
  return present(taskDefinition?.taskDefinitionArn, 'the ARN of the new revision');
}
