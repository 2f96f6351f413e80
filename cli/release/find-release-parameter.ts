import {
  GetParameterCommand,
  GetParametersByPathCommand,
  ParameterNotFound,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { badInput } from '../cli-error';
import { parseReleaseParameter, releasePath, type ReleaseParameter } from './release-parameter';

/**
 * What the stack of a service tells a release.
 * @throws CliError `unknown-service` naming those there are, or `unknown-stage` when the stage has none
 */
export async function findReleaseParameter(ssm: SSMClient, stage: string, service: string): Promise<ReleaseParameter> {
  const name = `${releasePath(stage)}/${service}`;
  if (!/^[a-z0-9-]+$/.test(stage) || !/^[a-z0-9-]+$/.test(service)) {
    throw badInput(
      'bad-name',
      `stage and service must be lower-case names, got ${stage} and ${service}`,
      'correct them',
    );
  }
  try {
    const { Parameter: parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    return parseReleaseParameter(name, parameter?.Value ?? '');
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
  }
  const known: string[] = [];
  let token: string | undefined;
  do {
    const page = await ssm.send(new GetParametersByPathCommand({ Path: releasePath(stage), NextToken: token }));
    for (const parameter of page.Parameters ?? []) known.push((parameter.Name ?? '').replace(/^.*\//, ''));
    token = page.NextToken;
  } while (token !== undefined);
  if (known.length === 0) {
    throw badInput(
      'unknown-stage',
      `stage ${stage}: has no service to release an image to in this account and region`,
      'check the stage, the credentials and the region, and that its stacks are deployed',
    );
  }
  throw badInput(
    'unknown-service',
    `stage ${stage}: has no service ${service}; services: ${known.sort().join(', ')}`,
    'name one of these',
  );
}
