import { type Attributes, type ApplyContext, type Refusal, type ResourceKnowledge } from '../knowledge';
import { parseArn } from '../support/arn';
import { blocks, hasUnknown, integer, isSet, text } from '../support/attributes';
import { actionRefusals, actionRules, sameAsRequest } from '../support/elbv2-actions';
import { forwardRefusals } from '../support/elbv2-forwarding';
import { between, check, isArn, matches, oneOf, refusal } from '../support/rules';

const secure = ['HTTPS', 'TLS'];

/** The protocols of each type of load balancer, by the letters that its ARN has for the type. */
const protocolsOf: Readonly<Record<string, readonly string[]>> = {
  app: ['HTTP', 'HTTPS'],
  net: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
  gwy: ['GENEVE'],
};

const creating = 'creating ELBv2 Listener: operation error Elastic Load Balancing v2: CreateListener,';

function typeOf(config: Attributes): string {
  return /:loadbalancer\/(app|net|gwy)\//.exec(text(config, 'load_balancer_arn') ?? '')?.[1] ?? '';
}

/** What is wrong with protocol, certificate and policies, which belong together. */
function protocolRefusals(config: Attributes): readonly Refusal[] {
  const protocol = text(config, 'protocol');
  const refuse = (attribute: string, words: string) => [refusal([attribute], `${creating} ${words}`)];
  const allowed = protocolsOf[typeOf(config)];
  if (protocol === undefined) return [];
  if (allowed !== undefined && !allowed.includes(protocol)) {
    return refuse(
      'protocol',
      `ValidationError: Listener protocol '${protocol}' must be one of '${allowed.join(', ')}'`,
    );
  }
  const isSecure = secure.includes(protocol);
  return [
    ...(isSecure && !isSet(config.certificate_arn) && !hasUnknown(config, 'certificate_arn')
      ? refuse('certificate_arn', `ValidationError: A certificate must be specified for ${protocol} listeners`)
      : []),
    ...(['certificate_arn', 'ssl_policy'] as const)
      .filter((name) => !isSecure && isSet(config[name]))
      .flatMap((name) => refuse(name, `ValidationError: ${name} is not supported for ${protocol} listeners`)),
    ...(isSet(config.alpn_policy) && protocol !== 'TLS'
      ? refuse('alpn_policy', `ValidationError: An ALPN policy is not supported for ${protocol} listeners`)
      : []),
    ...(isSet(config.tcp_idle_timeout_seconds) && protocol !== 'TCP' && protocol !== 'GENEVE'
      ? refuse(
          'tcp_idle_timeout_seconds',
          `InvalidConfigurationRequest: Listener attribute key 'tcp.idle_timeout.seconds' is not supported for ${protocol} listeners`,
        )
      : []),
  ];
}

/** Network load balancers do nothing but forward. */
function networkRefusals(config: Attributes): readonly Refusal[] {
  if (typeOf(config) !== 'net') return [];
  return blocks(config, 'default_action').flatMap((action, index) =>
    ['forward', undefined].includes(text(action, 'type'))
      ? []
      : [
          refusal(
            ['default_action', index],
            `${creating} InvalidLoadBalancerAction: The action type '${text(action, 'type') ?? ''}' is not supported for network load balancers`,
          ),
        ],
  );
}

/** A listener takes a certificate of its region that ACM has issued. */
function certificateRefusals(planned: Attributes, context: ApplyContext): readonly Refusal[] {
  const arn = text(planned, 'certificate_arn') ?? '';
  const parts = parseArn(arn);
  if (parts?.service !== 'acm') return [];
  const [found] = context.find('aws_acm_certificate', { arn });
  if (parts.region !== context.identity.region) {
    return [refusal(['certificate_arn'], `${creating} CertificateNotFound: Certificate '${arn}' not found`)];
  }
  const isIssued =
    found === undefined ||
    text(found, 'status') !== 'PENDING_VALIDATION' ||
    context.find('aws_acm_certificate_validation', { certificate_arn: arn }).length > 0;
  return isIssued
    ? []
    : [
        refusal(
          ['certificate_arn'],
          `${creating} UnsupportedCertificate: The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
          'the certificate is not validated yet',
        ),
      ];
}

function redirectDefaults(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(sameAsRequest).map(([name, same]) => [`default_action.redirect.${name}`, same] as const),
  );
}

const listener: ResourceKnowledge = {
  type: 'aws_lb_listener',
  computed(planned, context) {
    const balancer = text(planned, 'load_balancer_arn') ?? '';
    const arn = `${balancer.replace(':loadbalancer/', ':listener/')}/${context.uniqueId(16)}`;
    const protocol = text(planned, 'protocol') ?? (balancer.includes('/app/') ? 'HTTP' : '');
    return {
      id: arn,
      arn,
      protocol,
      ssl_policy: secure.includes(protocol) ? 'ELBSecurityPolicy-2016-08' : '',
      routing_http_response_server_enabled: balancer.includes('/app/'),
      tcp_idle_timeout_seconds: protocol === 'TCP' ? 350 : null,
      default_action: blocks(planned, 'default_action').map((_action, index) => ({ order: index + 1 })),
    };
  },
  defaults: redirectDefaults(),
  forceNew: ['load_balancer_arn'],
  validate: (config) => [
    ...check(config, {
      ...actionRules('default_action'),
      alpn_policy: oneOf('HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred', 'None'),
      certificate_arn: isArn('acm', 'iam'),
      load_balancer_arn: isArn('elasticloadbalancing'),
      port: between(1, 65_535),
      protocol: oneOf('HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE'),
      ssl_policy: matches(/^ELBSecurityPolicy-[A-Za-z0-9-]+$/, 'SSLPolicyNotFound: begins with ELBSecurityPolicy-'),
      tcp_idle_timeout_seconds: between(60, 6000),
    }),
    ...protocolRefusals(config),
    ...networkRefusals(config),
    ...actionRefusals(config, 'default_action'),
  ],
  refuseApply: (planned, context) => [
    ...certificateRefusals(planned, context),
    ...forwardRefusals(
      planned,
      'default_action',
      {
        balancer: text(planned, 'load_balancer_arn') ?? '',
        protocol: text(planned, 'protocol') ?? 'HTTP',
        port: integer(planned, 'port'),
      },
      context,
    ),
  ],
  uniqueBy: ['load_balancer_arn', 'port'],
  alreadyExists: (planned) =>
    `creating ELBv2 Listener (${text(planned, 'load_balancer_arn') ?? ''}): operation error Elastic Load Balancing v2: CreateListener, DuplicateListener: A listener already exists on this port for this load balancer '${text(planned, 'load_balancer_arn') ?? ''}'`,
};

export const resources: readonly ResourceKnowledge[] = [listener];
