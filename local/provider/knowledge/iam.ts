import { createHash } from 'node:crypto';
import { type CreateContext, type DataSourceKnowledge, type ResourceKnowledge } from './knowledge';
import { accountArn } from './support/arn';
import { text } from './support/attributes';
import { conflicting } from './support/constraints';
import { alphabets, nameAttributes, nameOf } from './support/identifiers';
import { between, check, isArn, lengthBetween, matches, type Rule } from './support/rules';
import { isPolicy } from './support/policy';
import { policyDocumentOf } from './support/policy-document';

const nameCharacters = matches(/^[\w+=,.@-]*$/, 'must match [\\w+=,.@-]');
const path: readonly Rule[] = [lengthBetween(1, 512), matches(/^(\/|\/.+\/)$/, 'must begin and end with a slash (/)')];

/** IAM counts the characters of a policy without white space. */
function policyOfAtMost(characters: number, what: string): Rule {
  return (key, value) => {
    const count = typeof value === 'string' ? value.replaceAll(/\s/g, '').length : 0;
    return count > characters ? `"${key}": LimitExceeded: Cannot exceed quota for ${what}: ${characters}` : undefined;
  };
}

const role: ResourceKnowledge = {
  type: 'aws_iam_role',
  computed(planned, context) {
    const name = nameOf(planned, context);
    return {
      ...nameAttributes(planned, context),
      id: name,
      arn: accountArn(context.identity, 'iam', `role${text(planned, 'path') ?? '/'}${name}`),
      unique_id: `AROA${context.uniqueId(17, alphabets.base32)}`,
      create_date: creationDate(context),
    };
  },
  defaults: { force_detach_policies: false, max_session_duration: 3600, path: '/' },
  forceNew: ['name', 'name_prefix', 'path'],
  validate: (config) => [
    ...check(config, {
      assume_role_policy: [isPolicy('trust'), policyOfAtMost(2048, 'ACLSizePerRole')],
      description: [
        lengthBetween(0, 1000),
        matches(
          /^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*$/,
          'must match [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]',
        ),
      ],
      max_session_duration: between(3600, 43_200),
      name: [lengthBetween(1, 64), nameCharacters],
      name_prefix: [lengthBetween(1, 38), nameCharacters],
      path,
      permissions_boundary: isArn('iam'),
      'inline_policy.policy': isPolicy('identity'),
      managed_policy_arns: isArn('iam'),
    }),
    ...conflicting(config, 'name', 'name_prefix'),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating IAM Role (${text(planned, 'name') ?? ''}): operation error IAM: CreateRole, EntityAlreadyExists: Role with name ${text(planned, 'name') ?? ''} already exists.`,
};

/** From the object's own digits, so that runs repeat. */
function creationDate(context: CreateContext): string {
  const seconds = Date.UTC(2024, 0, 1) / 1000 + Number(context.uniqueId(6, alphabets.digits));
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

const rolePolicy: ResourceKnowledge = {
  type: 'aws_iam_role_policy',
  computed(planned, context) {
    const attributes = nameAttributes(planned, context);
    return { ...attributes, id: `${text(planned, 'role') ?? ''}:${nameOf(planned, context)}` };
  },
  forceNew: ['name', 'name_prefix', 'role'],
  validate: (config) => [
    ...check(config, {
      name: [lengthBetween(1, 128), nameCharacters],
      name_prefix: [lengthBetween(1, 102), nameCharacters],
      policy: [isPolicy('identity'), policyOfAtMost(10_240, 'MaxRolePolicySize')],
    }),
    ...conflicting(config, 'name', 'name_prefix'),
  ],
};

const policy: ResourceKnowledge = {
  type: 'aws_iam_policy',
  computed(planned, context) {
    const arn = accountArn(context.identity, 'iam', `policy${text(planned, 'path') ?? '/'}${nameOf(planned, context)}`);
    return {
      ...nameAttributes(planned, context),
      id: arn,
      arn,
      policy_id: `ANPA${context.uniqueId(17, alphabets.base32)}`,
      attachment_count: 0,
    };
  },
  defaults: { path: '/' },
  forceNew: ['description', 'name', 'name_prefix', 'path'],
  validate: (config) => [
    ...check(config, {
      description: lengthBetween(0, 1000),
      name: [lengthBetween(1, 128), nameCharacters],
      name_prefix: [lengthBetween(1, 102), nameCharacters],
      path,
      policy: [isPolicy('identity'), policyOfAtMost(6144, 'PolicySize')],
    }),
    ...conflicting(config, 'name', 'name_prefix'),
  ],
  uniqueBy: ['name', 'path'],
  alreadyExists: (planned) =>
    `creating IAM Policy (${text(planned, 'name') ?? ''}): operation error IAM: CreatePolicy, EntityAlreadyExists: A policy called ${text(planned, 'name') ?? ''} already exists. Duplicate names are not allowed.`,
};

const rolePolicyAttachment: ResourceKnowledge = {
  type: 'aws_iam_role_policy_attachment',
  computed: (planned) => ({ id: `${text(planned, 'role') ?? ''}/${text(planned, 'policy_arn') ?? ''}` }),
  forceNew: ['policy_arn', 'role'],
  validate: (config) => check(config, { policy_arn: isArn('iam') }),
};

const policyDocument: DataSourceKnowledge = {
  type: 'aws_iam_policy_document',
  read(config) {
    const document = policyDocumentOf(config);
    const minified = JSON.stringify(document);
    return {
      id: String(Number.parseInt(createHash('sha256').update(minified).digest('hex').slice(0, 8), 16)),
      json: JSON.stringify(document, undefined, 2),
      minified_json: minified,
      version: document.Version,
    };
  },
};

export const resources: readonly ResourceKnowledge[] = [role, rolePolicy, policy, rolePolicyAttachment];
export const dataSources: readonly DataSourceKnowledge[] = [policyDocument];
