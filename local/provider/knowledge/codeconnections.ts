import { type DataSourceKnowledge, RefusedError, type ResourceKnowledge } from './knowledge';
import { regionalArn } from './support/arn';
import { text } from './support/attributes';
import { exactlyOne } from './support/constraints';
import { uuid } from './support/identifiers';
import { check, isArn, lengthBetween, oneOf, refusal } from './support/rules';

/** Both names that the service has had; a connection waits for a handshake by a person, which a rehearsal has not. */
function connectionOf(type: string, service: string): ResourceKnowledge {
  return {
    type,
    computed(_planned, context) {
      const arn = regionalArn(context.identity, service, `connection/${uuid(context)}`);
      return {
        id: arn,
        arn,
        connection_status: 'PENDING',
        provider_type: '',
        ...(service === 'codeconnections' ? { owner_account_id: context.identity.accountId } : {}),
      };
    },
    forceNew: ['host_arn', 'name', 'provider_type'],
    validate: (config) => [
      ...check(config, {
        host_arn: isArn('codestar-connections', 'codeconnections'),
        name: lengthBetween(1, 32),
        provider_type: oneOf(
          'Bitbucket',
          'GitHub',
          'GitHubEnterpriseServer',
          'GitLab',
          'GitLabSelfManaged',
          'AzureDevOps',
        ),
      }),
      ...exactlyOne(config, 'provider_type', 'host_arn'),
    ],
    uniqueBy: ['name'],
    alreadyExists: (planned) =>
      `creating CodeStar Connections Connection (${text(planned, 'name') ?? ''}): ResourceAlreadyExistsException: a connection of that name already exists`,
  };
}

const connectionData: DataSourceKnowledge = {
  type: 'aws_codestarconnections_connection',
  read(config, context) {
    const [attribute, wanted] =
      text(config, 'arn') === undefined ? ['name', text(config, 'name')] : ['arn', text(config, 'arn')];
    const [found] = context.find('aws_codestarconnections_connection', { [attribute]: wanted ?? null });
    if (found === undefined) {
      throw new RefusedError(
        refusal([attribute], `reading CodeStar Connections Connection (${wanted ?? ''}): couldn't find resource`),
      );
    }
    const { id, arn, connection_status, host_arn, name, provider_type, tags_all } = found;
    return {
      id: id ?? null,
      arn: arn ?? null,
      connection_status: connection_status ?? null,
      host_arn: host_arn ?? null,
      name: name ?? null,
      provider_type: provider_type ?? null,
      tags: tags_all ?? {},
    };
  },
};

export const resources: readonly ResourceKnowledge[] = [
  connectionOf('aws_codestarconnections_connection', 'codestar-connections'),
  connectionOf('aws_codeconnections_connection', 'codeconnections'),
];
export const dataSources: readonly DataSourceKnowledge[] = [connectionData];
