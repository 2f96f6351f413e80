import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { accountArn, parseArn } from '../support/arn';
import { blocks, integer, text, texts } from '../support/attributes';
import { refuseWhileUsed } from '../support/cloudfront';
import { alphabets, cloudFrontId } from '../support/identifiers';
import { between, check, isArn, lengthBetween, oneOf, refusal } from '../support/rules';

const originAccessControl: ResourceKnowledge = {
  type: 'aws_cloudfront_origin_access_control',
  computed(_planned, context) {
    const id = cloudFrontId(context);
    return {
      id,
      arn: accountArn(context.identity, 'cloudfront', `origin-access-control/${id}`),
      etag: cloudFrontId(context),
    };
  },
  defaults: { description: 'Managed by Terraform' },
  updatesComputed: ['etag'],
  validate: (config) =>
    check(config, {
      description: lengthBetween(0, 256),
      name: lengthBetween(1, 64),
      origin_access_control_origin_type: oneOf('s3', 'mediastore', 'mediapackagev2', 'lambda'),
      signing_behavior: oneOf('never', 'always', 'no-override'),
      signing_protocol: oneOf('sigv4'),
    }),
  refuseDelete: (prior, context) =>
    refuseWhileUsed(
      text(prior, 'id') ?? '',
      `deleting CloudFront Origin Access Control (${text(prior, 'id') ?? ''}): operation error CloudFront: DeleteOriginAccessControl, OriginAccessControlInUse: Cannot delete the origin access control because it's in use by one or more distributions.`,
      context,
    ),
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating CloudFront Origin Access Control (${text(planned, 'name') ?? ''}): operation error CloudFront: CreateOriginAccessControl, OriginAccessControlAlreadyExists: An origin access control with the specified parameters already exists.`,
};

const endpoint = 'vpc_origin_endpoint_config';
const creating = 'creating CloudFront VPC Origin: operation error CloudFront: CreateVpcOrigin,';

/** CloudFront makes network interfaces in the VPC, and only in one that could be reached from the internet. */
function networkRefusals(config: Attributes, index: number, context: StoreContext): readonly Refusal[] {
  const arn = text(config, 'arn') ?? '';
  const target = parseArn(arn);
  if (target?.service !== 'elasticloadbalancing') return [];
  const refuse = (words: string, detail = '') => [refusal([endpoint, index, 'arn'], `${creating} ${words}`, detail)];
  const [balancer] = context.find('aws_lb', { arn }, target.region);
  if (balancer === undefined) {
    return target.accountId === context.identity.accountId
      ? refuse('EntityNotFound: The entity was not found.', `the account has no load balancer ${arn}`)
      : [];
  }
  const vpcId = text(balancer, 'vpc_id') ?? '';
  const gateways = ['aws_internet_gateway', 'aws_internet_gateway_attachment'].flatMap((type) =>
    context.find(type, { vpc_id: vpcId }, target.region),
  );
  return context.find('aws_vpc', { id: vpcId }, target.region).length > 0 && gateways.length === 0
    ? refuse(`InvalidArgument: The VPC ${vpcId} of the origin does not have an internet gateway attached.`)
    : [];
}

const vpcOrigin: ResourceKnowledge = {
  type: 'aws_cloudfront_vpc_origin',
  computed(_planned, context) {
    const id = `vo_${context.uniqueId(22, alphabets.alphanumeric)}`;
    return {
      id,
      arn: accountArn(context.identity, 'cloudfront', `vpcorigin/${id}`),
      etag: cloudFrontId(context),
    };
  },
  updatesComputed: ['etag'],
  validate: (config) => [
    ...check(config, {
      [`${endpoint}.arn`]: isArn('elasticloadbalancing', 'ec2'),
      [`${endpoint}.http_port`]: between(1, 65_535),
      [`${endpoint}.https_port`]: between(1, 65_535),
      [`${endpoint}.name`]: lengthBetween(1, 64),
      [`${endpoint}.origin_protocol_policy`]: oneOf('http-only', 'match-viewer', 'https-only'),
      [`${endpoint}.origin_ssl_protocols.items`]: oneOf('SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'),
    }),
    ...blocks(config, endpoint).flatMap((one, index) =>
      blocks(one, 'origin_ssl_protocols').flatMap((protocols) => {
        const quantity = integer(protocols, 'quantity');
        const items = texts(protocols, 'items').length;
        return quantity === undefined || items === 0 || items === quantity
          ? []
          : [
              refusal(
                [endpoint, index, 'origin_ssl_protocols'],
                `${creating} InconsistentQuantities: The value of Quantity and the size of Items don't match.`,
                `quantity is ${quantity}, items has ${items}`,
              ),
            ];
      }),
    ),
  ],
  refuseApply: (planned, context) =>
    blocks(planned, endpoint).flatMap((config, index) => networkRefusals(config, index, context)),
  refuseDelete: (prior, context) =>
    refuseWhileUsed(
      text(prior, 'id') ?? '',
      `deleting CloudFront VPC Origin (${text(prior, 'id') ?? ''}): operation error CloudFront: DeleteVpcOrigin, CannotDeleteEntityWhileInUse: The entity cannot be deleted while it is in use.`,
      context,
    ),
};

export const resources: readonly ResourceKnowledge[] = [originAccessControl, vpcOrigin];
