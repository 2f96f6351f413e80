import { SSMClient } from '@aws-sdk/client-ssm';
import { type Interrupts } from '../process/interrupts';
import { dockerBuild } from './builders/docker-build';
import { dockerLogin } from './builders/docker-login';
import { clientConfig, type ConnectOptions } from './client-config';
import { imageRegistry } from './image-registry';
import { imageRepository } from './image-repository';
import { registryLogin } from './registry-login';
import { repositoryOf } from './release-parameter';
import { signedJsonCall } from './signed-json-call';

export interface PublishImageOptions {
  readonly image: string;
  readonly tag: string;
  /** Folder with the files of the image. */
  readonly context: string;
  readonly dockerfile: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Stage to whose repository it is pushed. @default none: it stays in this machine's docker */
  readonly destination?: { readonly stage: string; readonly place: ConnectOptions };
  readonly env: NodeJS.ProcessEnv;
  readonly interrupts: Interrupts;
  readonly progress: (line: string) => void;
}

/**
 * Makes an image of built files with docker and pushes it to the repository of a stage. A tag never moves, so an image that
 * has it already, as after a build of the same commit, is the one.
 * @returns its digest
 * @throws CliError `no-repository`, `registry-refused` or `image-not-built`
 */
export async function publishImage({ image, tag, destination, ...options }: PublishImageOptions): Promise<string> {
  if (destination === undefined) return dockerBuild({ ...options, tag: `${image}:${tag}`, push: false });
  const { stage, place } = destination;
  const ssm = new SSMClient(clientConfig(place));
  try {
    const repository = await imageRepository(ssm, stage, image);
    options.interrupts.throwIfInterrupted();
    const call = signedJsonCall(ssm.config.credentials, place.endpointUrl);
    const pushed = await imageRegistry(call).digestOf(repositoryOf({ repository }), tag);
    if (pushed !== undefined) {
      options.progress(`${repository}:${tag} is pushed already`);
      return pushed;
    }
    const login = await registryLogin(call, repository);
    await dockerLogin(login, options.env);
    options.interrupts.throwIfInterrupted();
    return await dockerBuild({ ...options, tag: `${repository}:${tag}`, push: true });
  } finally {
    ssm.destroy();
  }
}
