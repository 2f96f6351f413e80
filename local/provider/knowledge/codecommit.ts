import {
  type Attributes,
  type DataSourceKnowledge,
  type Identity,
  RefusedError,
  type ResourceKnowledge,
} from './knowledge';
import { regionalArn } from './support/arn';
import { text } from './support/attributes';
import { derived } from './support/deterministic';
import { uuid } from './support/identifiers';
import { check, isArn, lacks, lengthBetween, matches, refusal } from './support/rules';

const name = [
  lengthBetween(1, 100),
  matches(/^[\w.-]+$/, 'must hold letters, digits, underscores, hyphens and periods'),
  lacks(/\.git$/, 'must not end with .git'),
];

/** What follows from a repository's name, account and region. */
function repositoryAttributes(repository: string, identity: Identity): Attributes {
  const host = `git-codecommit.${identity.region}.amazonaws.com/v1/repos/${repository}`;
  return {
    id: repository,
    arn: regionalArn(identity, 'codecommit', repository),
    clone_url_http: `https://${host}`,
    clone_url_ssh: `ssh://${host}`,
    kms_key_id: regionalArn(identity, 'kms', 'alias/aws/codecommit'),
  };
}

const repository: ResourceKnowledge = {
  type: 'aws_codecommit_repository',
  computed: (planned, context) => ({
    ...repositoryAttributes(text(planned, 'repository_name') ?? '', context.identity),
    repository_id: uuid(context),
  }),
  validate: (config) =>
    check(config, { description: lengthBetween(0, 1000), kms_key_id: isArn('kms'), repository_name: name }),
  uniqueBy: ['repository_name'],
  alreadyExists: (planned) =>
    `creating CodeCommit Repository (${text(planned, 'repository_name') ?? ''}): operation error CodeCommit: CreateRepository, RepositoryNameExistsException: Repository named ${text(planned, 'repository_name') ?? ''} already exists`,
};

/** A repository from the store, else one as if made by hand: a rehearsal has none, and the source is older than its pipeline. */
const repositoryData: DataSourceKnowledge = {
  type: 'aws_codecommit_repository',
  read(config, context) {
    const { identity } = context;
    const wanted = text(config, 'repository_name') ?? '';
    const [problem] = check({ repository_name: wanted }, { repository_name: name });
    if (problem !== undefined) throw new RefusedError(refusal(['repository_name'], problem.summary));
    const [found] = context.find('aws_codecommit_repository', { repository_name: wanted });
    const id = derived(`${identity.accountId} ${identity.region} ${wanted}`, 32);
    return {
      ...repositoryAttributes(wanted, identity),
      repository_id: found?.repository_id ?? id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      ...(found === undefined ? {} : { kms_key_id: found.kms_key_id ?? null }),
    };
  },
};

export const resources: readonly ResourceKnowledge[] = [repository];
export const dataSources: readonly DataSourceKnowledge[] = [repositoryData];
