import { type ResourceKnowledge } from '../knowledge';
import { parseArn } from '../support/arn';
import { text } from '../support/attributes';
import { alphabets } from '../support/identifiers';
import { check, isArn, lengthBetween, matches, type Rule } from '../support/rules';

/** Alias records to an AppSync domain point into CloudFront's own zone. */
const cloudFrontZoneId = 'Z2FDTNDATAQYW2';

const fromNorthVirginia: Rule = (key, value) => {
  const parts = typeof value === 'string' ? parseArn(value) : undefined;
  if (parts === undefined || parts.region === 'us-east-1') return undefined;
  return `creating AppSync Domain Name: BadRequestException: "${key}" must name a certificate in us-east-1, got one in ${parts.region}`;
};

const domainName: ResourceKnowledge = {
  type: 'aws_appsync_domain_name',
  computed: (planned, context) => ({
    id: text(planned, 'domain_name') ?? '',
    appsync_domain_name: `d${context.uniqueId(13, alphabets.lowerAlphanumeric)}.cloudfront.net`,
    hosted_zone_id: cloudFrontZoneId,
  }),
  forceNew: ['certificate_arn', 'domain_name'],
  validate: (config) =>
    check(config, {
      certificate_arn: [isArn('acm'), fromNorthVirginia],
      domain_name: [
        lengthBetween(1, 253),
        matches(/^(\*[\w-]*\.)?([\w-]+\.)+[\w-]+$/, 'must be a fully qualified domain name without a final dot'),
      ],
    }),
  uniqueBy: ['domain_name'],
  uniqueWithin: 'partition',
  alreadyExists: (planned) =>
    `creating AppSync Domain Name (${text(planned, 'domain_name') ?? ''}): BadRequestException: Domain name already exists`,
};

const domainNameApiAssociation: ResourceKnowledge = {
  type: 'aws_appsync_domain_name_api_association',
  computed: (planned) => ({ id: text(planned, 'domain_name') ?? '' }),
  forceNew: ['domain_name'],
};

export const resources: readonly ResourceKnowledge[] = [domainName, domainNameApiAssociation];
