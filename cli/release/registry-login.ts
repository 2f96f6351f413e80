import { z } from 'zod';
import { CliError } from '../cli-error';
import { repositoryOf } from './release-parameter';
import { type SignedJsonCall } from './signed-json-call';

/** What a registry asks of whoever pushes; valid for twelve hours. */
export interface RegistryLogin {
  /** Host name of the registry. */
  readonly registry: string;
  readonly user: string;
  readonly password: string;
}

const answer = z.object({ authorizationData: z.tuple([z.object({ authorizationToken: z.string().min(1) })]) });

/**
 * Asks ECR for a login to the registry of a repository.
 * @throws CliError `registry-refused`
 */
export async function registryLogin(call: SignedJsonCall, repository: string): Promise<RegistryLogin> {
  const { region, registryId } = repositoryOf({ repository });
  const result = await call({
    service: 'ecr',
    host: `api.ecr.${region}.amazonaws.com`,
    region,
    target: 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
    input: {},
  });
  if (!result.ok)
    throw new CliError('registry-refused', `ECR registry ${registryId}: ${result.type}: ${result.message}`);
  const [{ authorizationToken }] = answer.parse(result.output).authorizationData;
  const [user = '', ...password] = Buffer.from(authorizationToken, 'base64').toString().split(':');
  return { registry: repository.replace(/\/.*$/, ''), user, password: password.join(':') };
}
