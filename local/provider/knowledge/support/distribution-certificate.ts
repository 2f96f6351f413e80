import { type Attributes, type Refusal, type StoreContext } from '../knowledge';
import { parseArn } from './arn';
import { blocks, hasUnknown, isSet, text, texts } from './attributes';
import { edgeRegion } from './cloudfront';
import { refusal } from './rules';

const at = ['viewer_certificate', 0] as const;
const unusable =
  "InvalidViewerCertificate: The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.";

/** Whether a certificate for `name` is one for `host`; a leading `*` stands for one label. */
function covers(name: string, host: string): boolean {
  const [certified, wanted] = [name.toLowerCase(), host.toLowerCase()];
  return certified === wanted || (certified.startsWith('*.') && wanted.replace(/^[^.]+/, '*') === certified);
}

/** What the viewer certificate and the aliases show by themselves. */
export function certificateRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, 'viewer_certificate').flatMap((certificate) => {
    const sources = ['acm_certificate_arn', 'iam_certificate_id', 'cloudfront_default_certificate'];
    if (hasUnknown(certificate, ...sources)) {
      return [];
    }
    const arn = text(certificate, 'acm_certificate_arn');
    const region = parseArn(arn ?? '')?.region;
    const isOwn = arn !== undefined || isSet(certificate.iam_certificate_id);
    return [
      ...(region !== undefined && region !== edgeRegion
        ? [refusal([...at, 'acm_certificate_arn'], unusable, `the certificate is in ${region}`)]
        : []),
      ...(isOwn && !isSet(certificate.ssl_support_method) && !hasUnknown(certificate, 'ssl_support_method')
        ? [
            refusal(
              [...at, 'ssl_support_method'],
              'InvalidArgument: The parameter SSLSupportMethod is required with a certificate of your own.',
            ),
          ]
        : []),
      ...(!isOwn && texts(config, 'aliases').length > 0
        ? [
            refusal(
              ['aliases'],
              'InvalidViewerCertificate: To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name.',
            ),
          ]
        : []),
    ];
  });
}

/** What the account's certificates and its other distributions say against certificate and aliases. */
export function aliasRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const aliases = texts(planned, 'aliases');
  const taken = context
    .find('aws_cloudfront_distribution', {})
    .flatMap((other) => texts(other, 'aliases'))
    .find((alias) => aliases.includes(alias));
  const [certificate] = blocks(planned, 'viewer_certificate');
  const arn = text(certificate ?? {}, 'acm_certificate_arn');
  const isOwn = parseArn(arn ?? '')?.accountId === context.identity.accountId;
  const [found] = arn === undefined ? [] : context.find('aws_acm_certificate', { arn }, edgeRegion);
  const names =
    found === undefined ? [] : [text(found, 'domain_name') ?? '', ...texts(found, 'subject_alternative_names')];
  const bare = found && aliases.find((alias) => !names.some((name) => covers(name, alias)));
  const isValidated =
    found !== undefined &&
    (text(found, 'status') === 'ISSUED' ||
      context.find('aws_acm_certificate_validation', { certificate_arn: arn ?? '' }, edgeRegion).length > 0);
  return [
    ...(taken === undefined
      ? []
      : [
          refusal(
            ['aliases'],
            `CNAMEAlreadyExists: One or more of the CNAMEs you provided are already associated with a different resource.`,
            `another distribution of the account has ${taken}`,
          ),
        ]),
    ...(isOwn && !isValidated
      ? [
          refusal(
            [...at, 'acm_certificate_arn'],
            unusable,
            found === undefined
              ? `the account has no certificate ${arn ?? ''}`
              : 'the certificate is not validated yet',
          ),
        ]
      : []),
    ...(bare === undefined
      ? []
      : [
          refusal(
            ['aliases'],
            "InvalidViewerCertificate: The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add.",
            `${bare} is not among ${[...new Set(names)].join(', ')}`,
          ),
        ]),
  ];
}
