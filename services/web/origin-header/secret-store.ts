import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type SecretStore } from './rotation';

/** The versions of one secret of Secrets Manager. */
export function secretStore(client: SecretsManagerClient, secretId: string): SecretStore {
  return {
    async read(stage) {
      const { VersionIdsToStages: versions = {} } = await client.send(
        new DescribeSecretCommand({ SecretId: secretId }),
      );
      const token = Object.entries(versions).find(([, stages]) => stages.includes(stage))?.[0];
      if (token === undefined) return undefined;
      try {
        const { SecretString: value } = await client.send(
          new GetSecretValueCommand({ SecretId: secretId, VersionId: token, VersionStage: stage }),
        );
        return value === undefined ? undefined : { token, value };
      } catch (error) {
        // Secrets Manager marks the version of a rotation as pending before it has a value.
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    },
    async putPending(token, value) {
      await client.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          ClientRequestToken: token,
          SecretString: value,
          VersionStages: ['AWSPENDING'],
        }),
      );
    },
    async makeCurrent(token, former) {
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: secretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: token,
          RemoveFromVersionId: former,
        }),
      );
    },
  };
}
