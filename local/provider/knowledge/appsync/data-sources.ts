import { type ResourceKnowledge } from '../knowledge';
import { apiId, nameRule } from '../support/appsync';
import { regionalArn } from '../support/arn';
import { hasUnknown, inBlocks, isSet, text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { check, isArn, oneOf, refusal } from '../support/rules';

const dataSourceConfigs: Readonly<Record<string, string>> = {
  AWS_LAMBDA: 'lambda_config',
  AMAZON_DYNAMODB: 'dynamodb_config',
  AMAZON_ELASTICSEARCH: 'elasticsearch_config',
  AMAZON_OPENSEARCH_SERVICE: 'opensearchservice_config',
  HTTP: 'http_config',
  RELATIONAL_DATABASE: 'relational_database_config',
  AMAZON_EVENTBRIDGE: 'event_bridge_config',
};

const datasource: ResourceKnowledge = {
  type: 'aws_appsync_datasource',
  computed(planned, { identity }) {
    const name = text(planned, 'name') ?? '';
    const { region } = identity;
    return {
      id: `${apiId(planned)}-${name}`,
      arn: regionalArn(identity, 'appsync', `apis/${apiId(planned)}/datasources/${name}`),
      ...inBlocks(planned, 'dynamodb_config', { region }),
      ...inBlocks(planned, 'elasticsearch_config', { region }),
      ...inBlocks(planned, 'opensearchservice_config', { region }),
    };
  },
  forceNew: ['api_id', 'name'],
  validate(config) {
    const type = text(config, 'type');
    const needed = type === undefined ? undefined : dataSourceConfigs[type];
    return [
      ...check(config, {
        name: nameRule,
        type: oneOf(...Object.keys(dataSourceConfigs), 'NONE', 'AMAZON_BEDROCK_RUNTIME'),
        service_role_arn: isArn('iam'),
        'lambda_config.function_arn': isArn('lambda'),
        'event_bridge_config.event_bus_arn': isArn('events'),
      }),
      ...conflicting(config, ...Object.values(dataSourceConfigs)),
      ...(needed === undefined || isSet(config[needed]) || hasUnknown(config, needed)
        ? []
        : [
            refusal(
              ['type'],
              `creating AppSync Data Source: BadRequestException: ${needed} is required for type ${type ?? ''}`,
            ),
          ]),
    ];
  },
  uniqueBy: ['api_id', 'name'],
  alreadyExists: (planned) =>
    `creating AppSync Data Source (${text(planned, 'name') ?? ''}): BadRequestException: Data source with name ${text(planned, 'name') ?? ''} already exists`,
};

export const resources: readonly ResourceKnowledge[] = [datasource];
