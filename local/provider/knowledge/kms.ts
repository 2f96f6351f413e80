import { type Attributes, type CreateContext, type ResourceKnowledge } from './knowledge';
import { isChanged } from './support/attributes';

function text(value: Attributes[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Eight, four, four, four and twelve hexadecimal digits. */
function keyId(context: CreateContext): string {
  return [8, 4, 4, 4, 12].map((length) => context.uniqueId(length)).join('-');
}

/** The policy that KMS gives a key without one: the account itself administers it. */
function defaultPolicy({ identity }: CreateContext): string {
  return JSON.stringify({
    Id: 'key-default-1',
    Statement: [
      {
        Action: 'kms:*',
        Effect: 'Allow',
        Principal: { AWS: `arn:${identity.partition}:iam::${identity.accountId}:root` },
        Resource: '*',
        Sid: 'Enable IAM User Permissions',
      },
    ],
    Version: '2012-10-17',
  });
}

const key: ResourceKnowledge = {
  type: 'aws_kms_key',
  computed: (planned, context) => {
    const { identity } = context;
    const id = planned.multi_region === true ? `mrk-${context.uniqueId(32)}` : keyId(context);
    return {
      id,
      key_id: id,
      arn: `arn:${identity.partition}:kms:${identity.region}:${identity.accountId}:key/${id}`,
      policy: defaultPolicy(context),
      description: '',
    };
  },
  defaults: {
    bypass_policy_lockout_safety_check: false,
    customer_master_key_spec: 'SYMMETRIC_DEFAULT',
    enable_key_rotation: false,
    is_enabled: true,
    key_usage: 'ENCRYPT_DECRYPT',
    multi_region: false,
    rotation_period_in_days: (config) => (config.enable_key_rotation === true ? 365 : null),
  },
  forceNew: ['custom_key_store_id', 'customer_master_key_spec', 'key_usage', 'multi_region', 'xks_key_id'],
  validate: (config) => {
    const ranges = { deletion_window_in_days: [7, 30], rotation_period_in_days: [90, 2560] } as const;
    return Object.entries(ranges).flatMap(([name, [minimum, maximum]]) => {
      const value = config[name];
      if (typeof value !== 'number' || (value >= minimum && value <= maximum)) return [];
      const summary = `expected ${name} to be in the range (${minimum} - ${maximum}), got ${value}`;
      return [{ attribute: [name], summary, detail: '' }];
    });
  },
};

function targetOf(planned: Attributes, context: CreateContext): Attributes {
  const target = planned.target_key_id ?? null;
  const [found] = [...context.find('aws_kms_key', { id: target }), ...context.find('aws_kms_key', { arn: target })];
  return found ? { target_key_arn: found.arn ?? null } : {};
}

const alias: ResourceKnowledge = {
  type: 'aws_kms_alias',
  computed: (planned, context) => {
    const { accountId, partition, region } = context.identity;
    const name = text(planned.name);
    return { id: name, arn: `arn:${partition}:kms:${region}:${accountId}:${name}`, ...targetOf(planned, context) };
  },
  forceNew: ['name', 'name_prefix'],
  updatesComputed: (prior, planned) => (isChanged(prior, planned, 'target_key_id') ? ['target_key_arn'] : []),
  validate: ({ name }) => {
    if (typeof name !== 'string') return [];
    if (name.startsWith('alias/aws/')) {
      return [{ attribute: ['name'], summary: '"name" must not begin with reserved word \'alias/aws/\'', detail: '' }];
    }
    if (/^alias\/[a-zA-Z0-9/_-]{1,250}$/.test(name)) return [];
    const detail = 'a name is alias/ and 1 to 250 letters, digits, slashes, hyphens or underscores';
    return [{ attribute: ['name'], summary: `invalid alias name: ${name}`, detail }];
  },
  uniqueBy: ['name'],
  alreadyExists: ({ name }) =>
    `creating KMS Alias (${text(name)}): operation error KMS: CreateAlias, AlreadyExistsException: An alias with the name ${text(name)} already exists`,
};

export const resources: readonly ResourceKnowledge[] = [key, alias];
