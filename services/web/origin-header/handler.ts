import { randomBytes } from 'node:crypto';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { distributions } from './distributions';
import { listenerRules } from './listener-rules';
import { rotation } from './rotation';
import { secretStore } from './secret-store';

const jsonList = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string().min(1)).min(1));

const environment = z
  .object({ HEADER_NAME: z.string().min(1), RULE_ARNS: jsonList, DISTRIBUTION_IDS: jsonList })
  .parse(process.env);

const eventSchema = z.object({
  SecretId: z.string(),
  ClientRequestToken: z.string(),
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
});

const secrets = new SecretsManagerClient();
const check = listenerRules(new ElasticLoadBalancingV2Client(), environment.RULE_ARNS, environment.HEADER_NAME);
const sender = distributions({
  client: new CloudFrontClient(),
  ids: environment.DISTRIBUTION_IDS,
  headerName: environment.HEADER_NAME,
  pause: () => new Promise((resolve) => setTimeout(resolve, 10_000)),
});

/** Lambda handler that Secrets Manager calls for each step of a rotation. */
export async function handler(event: unknown): Promise<void> {
  const { SecretId: secretId, ClientRequestToken: token, Step: step } = eventSchema.parse(event);
  const rotate = rotation({
    secrets: secretStore(secrets, secretId),
    check,
    sender,
    // 43 characters of the alphabet that a header and a listener rule take as they are: `*` and `?` would be wildcards.
    newValue: () => randomBytes(32).toString('base64url'),
  });
  await rotate(step, token);
  console.log(JSON.stringify({ message: 'step done', step, token }));
}
