import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { VpcEndpointService } from '@cdktf/provider-aws/lib/vpc-endpoint-service';
import { Construct } from 'constructs';
import { requireMatch } from '../validate';

export interface EndpointServiceProps {
  readonly name: string;
  /** Network load balancers in front of what is offered. */
  readonly loadBalancers: readonly { readonly arn: string }[];
  /** ARNs that may ask for a connection: accounts (`arn:aws:iam::<id>:root`), roles or users. */
  readonly allowedPrincipals: readonly string[];
  /** Name of the SSM parameter that tells other readers the service's id (`vpce-svc-…`). @default none */
  readonly idParameterName?: string;
}

/**
 * What stands behind network load balancers, offered to other VPCs over PrivateLink. Only listed principals can ask for a
 * connection, and each has to be accepted. It has no private DNS name: the names of its clients' own zones lead to it.
 * @throws RangeError at synth without a load balancer or a principal, and for a principal that is no ARN of IAM.
 */
export class EndpointService extends Construct {
  readonly service: VpcEndpointService;

  constructor(scope: Construct, id: string, props: EndpointServiceProps) {
    super(scope, id);
    const { name, loadBalancers, allowedPrincipals, idParameterName } = props;
    if (loadBalancers.length === 0 || allowedPrincipals.length === 0) {
      throw new RangeError(
        `${this.node.path}: loadBalancers and allowedPrincipals must hold one or more each, got ${loadBalancers.length} and ${allowedPrincipals.length}`,
      );
    }
    for (const principal of allowedPrincipals) {
      requireMatch(
        this,
        'allowedPrincipals',
        principal,
        /^arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)\/.+)$/,
        'ARNs of accounts, roles or users, never *',
      );
    }
    this.service = new VpcEndpointService(this, 'Resource', {
      acceptanceRequired: true,
      networkLoadBalancerArns: loadBalancers.map(({ arn }) => arn),
      allowedPrincipals: [...allowedPrincipals],
      tags: { Name: name },
    });
    if (idParameterName !== undefined) {
      new SsmParameter(this, 'IdParameter', { name: idParameterName, type: 'String', value: this.service.id });
    }
  }

  /** `vpce-svc-…` */
  get id(): string {
    return this.service.id;
  }

  /** `com.amazonaws.vpce.<region>.<id>`, under which endpoints ask for the service. */
  get serviceName(): string {
    return this.service.serviceName;
  }
}
