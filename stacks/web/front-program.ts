import { type Environment, type Stage } from '../../environments/environment';
import { type PolicyStatement } from '../../modules/iam/policy';
import { releaseParameterName } from '../releases';
import { imageSizes } from './image-sizes';

interface System {
  readonly name: string;
  readonly title: string;
  /** SSM parameter that exists exactly when the system is deployed. */
  readonly parameter: string;
}

/** The systems of a stage, as the site tells of them. */
function systemsOf(stage: Stage): readonly System[] {
  const release = (name: string, title: string, service = name): System => ({
    name,
    title,
    parameter: releaseParameterName(stage, service),
  });
  return [
    { name: 'mesh', title: 'Mesh v2', parameter: endpointParameter(stage) },
    release('gateway', 'PrivateLink gateway', 'gateway-proxy'),
    release('web', 'Web'),
    release('cqrs', 'CQRS'),
    release('operations', 'Operations'),
  ];
}

const endpointParameter = (stage: Stage) => `/mesh/${stage}/graphql-endpoint`;
const apiKeyParameter = (stage: Stage) => `/mesh/${stage}/api-key`;

/** What the Nuxt server reads at its start, but for its port. The parameters may be absent: each page says so. */
export function frontEnvironment({ stage, web }: Environment): Record<string, string> {
  return {
    STAGE: stage,
    LOG_LEVEL: web.logLevel,
    HTML_CACHE_SECONDS: String(web.htmlCacheSeconds),
    MESH_ENDPOINT_PARAMETER: endpointParameter(stage),
    MESH_API_KEY_PARAMETER: apiKeyParameter(stage),
    SYSTEMS: JSON.stringify(systemsOf(stage)),
    IMAGE_WIDTHS: web.resizeImages ? imageSizes.widths.join(',') : '',
  };
}

/** The server's rights: to read the parameters that it is told of, and the key that every client of Mesh carries. */
export function frontStatements({ stage, accountId, region }: Environment): readonly PolicyStatement[] {
  const parameterArn = (name: string) => `arn:aws:ssm:${region}:${accountId}:parameter${name}`;
  const names = [...systemsOf(stage).map(({ parameter }) => parameter), apiKeyParameter(stage)];
  return [
    { Sid: 'Read', Action: ['ssm:GetParameter', 'ssm:GetParameters'], Resource: names.map(parameterArn) },
    {
      // Another system encrypts the key, so with which key is not known here: any, but for this parameter through SSM alone.
      Sid: 'DecryptApiKey',
      Action: 'kms:Decrypt',
      Resource: `arn:aws:kms:${region}:${accountId}:key/*`,
      Condition: {
        StringEquals: {
          'kms:ViaService': `ssm.${region}.amazonaws.com`,
          'kms:EncryptionContext:PARAMETER_ARN': parameterArn(apiKeyParameter(stage)),
        },
      },
    },
  ];
}
