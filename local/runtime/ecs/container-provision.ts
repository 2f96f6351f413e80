import { type LocalImage } from './image-store';
import { type ContainerDefinition, digestOf } from './task-definition';
import { type TaskHost } from './task-host';

/** What a container needs before its task has an address. */
export interface ContainerProvision {
  readonly image: LocalImage;
  /** Values of the definition's secrets, by variable. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** @throws Error in ECS' words when the image or a secret cannot be had */
export async function provisionContainer(
  definition: ContainerDefinition,
  host: Pick<TaskHost, 'image' | 'secret'>,
): Promise<ContainerProvision> {
  return { image: await pull(definition, host), secrets: secretsOf(definition, host) };
}

async function pull({ image }: ContainerDefinition, host: Pick<TaskHost, 'image'>): Promise<LocalImage> {
  const digest = digestOf(image);
  if (digest === undefined) {
    throw new Error(`CannotPullContainerError: ${image}: not found: an image is named by its digest`);
  }
  try {
    return await host.image(digest);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`CannotPullContainerError: ${image}: ${reason}`, { cause });
  }
}

function secretsOf({ secrets }: ContainerDefinition, host: Pick<TaskHost, 'secret'>): Readonly<Record<string, string>> {
  const values = (secrets ?? []).map(({ name, valueFrom }) => {
    try {
      return [name, host.secret(valueFrom)];
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`ResourceInitializationError: secret ${name}: ${reason}`, { cause });
    }
  });
  return Object.fromEntries(values) as Record<string, string>; // pairs of texts, which fromEntries loses
}
