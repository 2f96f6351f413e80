import { type Attributes, type ResourceKnowledge, UNKNOWN, type Value } from './knowledge';
import { regionalArn } from './support/arn';
import { blocks, hasUnknown, isSet, text, texts } from './support/attributes';
import { exactlyOne } from './support/constraints';
import { derived } from './support/deterministic';
import { alphabets, uuid } from './support/identifiers';
import { check, isArn, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';

const isDomain: readonly Rule[] = [
  lengthBetween(1, 253),
  matches(/[^.]$/, 'cannot end with a period'),
  matches(
    /^(\*\.)?(([A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+([A-Za-z0-9-]{1,62}[A-Za-z0-9])$/,
    'must be a fully qualified domain name, a leading *. apart',
  ),
];

/** The names that a certificate is for, the first one first. */
function domainsOf(planned: Attributes): readonly string[] {
  const domain = text(planned, 'domain_name');
  return [...new Set([...(domain === undefined ? [] : [domain]), ...texts(planned, 'subject_alternative_names')])];
}

/**
 * The CNAME that proves control of a domain. ACM derives it from account and domain, so a domain and its wildcard
 * share one record and a later certificate asks for the same one.
 */
function validationOption(domain: string, accountId: string): Attributes {
  const base = domain.replace(/^\*\./, '');
  const seed = `${accountId} ${base}`;
  return {
    domain_name: domain,
    resource_record_name: `_${derived(`name ${seed}`, 32)}.${base}.`,
    resource_record_type: 'CNAME',
    resource_record_value: `_${derived(`value ${seed}`, 32)}.${derived(`host ${seed}`, 10, 'abcdefghijklmnopqrstuvwxyz')}.acm-validations.aws.`,
  };
}

/** The names are known at plan already, so that `for_each` can go over them; the records come from ACM. */
function plannedOptions(config: Attributes): Value {
  if (hasUnknown(config, 'domain_name', 'subject_alternative_names', 'validation_method')) return UNKNOWN;
  if (text(config, 'validation_method') !== 'DNS') return [];
  return domainsOf(config).map((domain) => ({
    domain_name: domain,
    resource_record_name: UNKNOWN,
    resource_record_type: UNKNOWN,
    resource_record_value: UNKNOWN,
  }));
}

function certificateType(planned: Attributes): string {
  if (isSet(planned.private_key)) return 'IMPORTED';
  return isSet(planned.certificate_authority_arn) ? 'PRIVATE' : 'AMAZON_ISSUED';
}

const certificate: ResourceKnowledge = {
  type: 'aws_acm_certificate',
  computed(planned, context) {
    const arn = regionalArn(context.identity, 'acm', `certificate/${uuid(context)}`);
    const byDns = text(planned, 'validation_method') === 'DNS';
    const type = certificateType(planned);
    return {
      id: arn,
      arn,
      domain_validation_options: byDns
        ? domainsOf(planned).map((domain) => validationOption(domain, context.identity.accountId))
        : [],
      key_algorithm: 'RSA_2048',
      not_after: '',
      not_before: '',
      pending_renewal: false,
      renewal_eligibility: 'INELIGIBLE',
      renewal_summary: [],
      status: type === 'AMAZON_ISSUED' ? 'PENDING_VALIDATION' : 'ISSUED',
      subject_alternative_names: domainsOf(planned),
      type,
      validation_emails: [],
      validation_method: 'NONE',
    };
  },
  defaults: {
    domain_validation_options: plannedOptions,
    subject_alternative_names: (config) => (text(config, 'domain_name') === undefined ? null : domainsOf(config)),
    'options.certificate_transparency_logging_preference': 'ENABLED',
  },
  forceNew: [
    'certificate_authority_arn',
    'domain_name',
    'key_algorithm',
    'subject_alternative_names',
    'validation_method',
    'validation_option',
  ],
  sensitive: ['private_key'],
  validate: (config) => [
    ...check(config, {
      certificate_authority_arn: isArn('acm-pca'),
      // The first name is also the common name, which has 64 characters at most.
      domain_name: [...isDomain, lengthBetween(1, 64)],
      subject_alternative_names: isDomain,
      validation_method: oneOf('DNS', 'EMAIL', 'HTTP', 'NONE'),
      'options.certificate_transparency_logging_preference': oneOf('ENABLED', 'DISABLED'),
      key_algorithm: oneOf(
        'RSA_1024',
        'RSA_2048',
        'RSA_3072',
        'RSA_4096',
        'EC_prime256v1',
        'EC_secp384r1',
        'EC_secp521r1',
      ),
    }),
    ...exactlyOne(config, 'domain_name', 'private_key'),
    ...(isSet(config.domain_name) &&
    !isSet(config.validation_method) &&
    !isSet(config.certificate_authority_arn) &&
    !hasUnknown(config, 'validation_method', 'certificate_authority_arn')
      ? [
          refusal(
            ['validation_method'],
            'requesting ACM Certificate: InvalidParameterException: validation_method must be DNS, EMAIL or HTTP',
          ),
        ]
      : []),
  ],
};

function withoutDot(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

const certificateValidation: ResourceKnowledge = {
  type: 'aws_acm_certificate_validation',
  computed(_planned, context) {
    // The provider uses the time of issue as id; here it follows from the object, so that runs repeat.
    const seconds = Date.UTC(2024, 0, 1) / 1000 + Number(context.uniqueId(6, alphabets.digits));
    return { id: new Date(seconds * 1000).toISOString().replace('T', ' ').replace('Z', ' +0000 UTC') };
  },
  forceNew: ['certificate_arn', 'validation_record_fqdns'],
  validate: (config) => check(config, { certificate_arn: isArn('acm') }),
  refuseApply(planned, context) {
    const arn = text(planned, 'certificate_arn') ?? '';
    const [found] = context.find('aws_acm_certificate', { arn });
    if (found === undefined) {
      return [
        refusal(['certificate_arn'], `waiting for ACM Certificate (${arn}) to be issued: couldn't find resource`),
      ];
    }
    if (!isSet(planned.validation_record_fqdns)) return [];
    const given = new Set(texts(planned, 'validation_record_fqdns').map(withoutDot));
    return blocks(found, 'domain_validation_options').flatMap((option) => {
      const name = text(option, 'resource_record_name') ?? '';
      return given.has(withoutDot(name))
        ? []
        : [
            refusal(
              ['validation_record_fqdns'],
              `missing ${text(option, 'domain_name') ?? ''} DNS validation record: ${withoutDot(name)}`,
            ),
          ];
    });
  },
};

export const resources: readonly ResourceKnowledge[] = [certificate, certificateValidation];
