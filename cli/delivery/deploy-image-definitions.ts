import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { CliError } from '../cli-error';
import { describeService, primaryDeployment } from '../release/ecs-service';
import { present } from '../release/present';
import { type ReleaseClients } from '../release/release-clients';
import { readImageDefinitions } from '../release/rendered-release';
import { describeRevision, register } from '../release/revision';
import { type StableOptions, untilStable } from '../release/until-stable';

export interface ImageDefinitionsDeployment {
  readonly cluster: string;
  readonly service: string;
  /** Directory of the artifact. */
  readonly artifact: string;
  /** Name of the file in it. */
  readonly file: string;
}

/**
 * Deploys as CodePipeline's own ECS action does: a copy of the revision that the service runs, with the images of the
 * file.
 * @throws CliError `no-release` or `bad-release` for the file; `no-such-container`; `release-failed`, `release-timeout`
 */
export async function deployImageDefinitions(
  { cluster, service, artifact, file }: ImageDefinitionsDeployment,
  clients: Pick<ReleaseClients, 'ecs'>,
  options: StableOptions,
): Promise<string> {
  const images = await readImageDefinitions(artifact, file);
  const target = { cluster, service };
  const running = present((await describeService(clients, target)).taskDefinition, 'a task definition');
  const revision = await describeRevision(clients, running);
  const containers = revision.containerDefinitions ?? [];
  const unknown = images.find(({ name }) => !containers.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw new CliError(
      'no-such-container',
      `${file}: ${running} has no container ${unknown.name}; containers: ${containers.map(({ name }) => name).join(', ')}`,
    );
  }
  const byName = new Map<string | undefined, string>(images.map(({ name, imageUri }) => [name, imageUri]));
  options.interrupts.throwIfInterrupted();
  const taskDefinition = await register(clients, {
    ...revision,
    containerDefinitions: containers.map((one) => ({ ...one, image: byName.get(one.name) ?? one.image })),
  });
  const updated = await clients.ecs.send(new UpdateServiceCommand({ ...target, taskDefinition }));
  await untilStable(clients, target, primaryDeployment(updated.service), options);
  return taskDefinition;
}
