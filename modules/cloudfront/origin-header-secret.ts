import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretRotation } from '@cdktf/provider-aws/lib/secretsmanager-secret-rotation';
import { Construct } from 'constructs';
import { type LambdaZip } from '../bundle/write-zip';
import { type Metric } from '../alarms/metric-alarm';
import { type PolicyStatement } from '../iam/policy';
import { NodeFunction } from '../lambda/node-function';
import { type ListenerRule } from '../load-balancing/listener-rule';
import { type EdgeWebAcl } from '../waf/edge-web-acl';
import { requireIntegerBetween } from '../validate';
import { type Distribution } from './distribution';

export interface OriginHeaderSecretProps {
  /** Name of the secret and of the function that rotates it, at most 64 characters. */
  readonly name: string;
  /** Header that holds the secret. */
  readonly headerName: string;
  /** Rules that ask for the header. */
  readonly rules: readonly ListenerRule[];
  /** Distributions whose origins send it. */
  readonly distributions: readonly Distribution[];
  /** The distributions' web ACL, which CloudFront looks at whenever one is changed. */
  readonly webAcl?: EdgeWebAcl;
  /** Package that rotates. */
  readonly code: LambdaZip;
  readonly logRetentionDays: number;
  /** Days between rotations, 1 to 1000. @default 30 */
  readonly rotationDays?: number;
}

/** The rotation waits until all edge locations send the new value, which takes some minutes; a function has fifteen. */
const timeoutSeconds = 900;

/**
 * A secret header between CloudFront and a public load balancer. Terraform makes the secret without a value, which therefore is
 * in no state: a rotation writes it, to the rules and to the distributions, at once and then every `rotationDays`.
 * @throws RangeError at synth without rules or distributions.
 */
export class OriginHeaderSecret extends Construct {
  readonly #function: NodeFunction;

  constructor(scope: Construct, id: string, props: OriginHeaderSecretProps) {
    super(scope, id);
    const { name, headerName, rules, distributions, webAcl, code, logRetentionDays, rotationDays = 30 } = props;
    requireIntegerBetween(this, 'rotationDays', rotationDays, 1, 1000);
    for (const [prop, { length }] of Object.entries({ rules, distributions })) {
      if (length === 0) throw new RangeError(`${this.node.path}: ${prop} must hold one or more, got none`);
    }
    const secret = new SecretsmanagerSecret(this, 'Resource', {
      name,
      description: `Value of the header ${headerName}, by which the load balancer knows its distributions`,
    });
    const ruleArns = rules.map(({ arn }) => arn);
    const statements: PolicyStatement[] = [
      {
        Sid: 'Secret',
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: secret.arn,
      },
      // Rules are read by an action that has no resource types (Service Authorization Reference).
      { Sid: 'ReadRules', Action: 'elasticloadbalancing:DescribeRules', Resource: '*' },
      { Sid: 'ChangeRules', Action: 'elasticloadbalancing:ModifyRule', Resource: ruleArns },
      {
        Sid: 'Distributions',
        Action: ['cloudfront:GetDistribution', 'cloudfront:GetDistributionConfig', 'cloudfront:UpdateDistribution'],
        Resource: distributions.map(({ arn }) => arn),
      },
      ...(webAcl ? [{ Sid: 'WebAcl', Action: 'wafv2:GetWebACL', Resource: webAcl.arn }] : []),
    ];
    this.#function = new NodeFunction(this, 'Function', {
      name,
      description: `Replaces the value of the header ${headerName}`,
      code,
      environment: {
        HEADER_NAME: headerName,
        RULE_ARNS: JSON.stringify(ruleArns),
        DISTRIBUTION_IDS: JSON.stringify(distributions.map((distribution) => distribution.id)),
      },
      statements,
      logRetentionDays,
      timeoutSeconds,
    });
    const permission = new LambdaPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: this.#function.function.functionName,
      principal: 'secretsmanager.amazonaws.com',
      sourceArn: secret.arn,
    });
    new SecretsmanagerSecretRotation(this, 'Rotation', {
      secretId: secret.id,
      rotationLambdaArn: this.#function.arn,
      rotateImmediately: true,
      rotationRules: { automaticallyAfterDays: rotationDays },
      dependsOn: [permission],
    });
  }

  /** Rotations that failed; Secrets Manager tries again, and the former value works on. */
  get failures(): Metric {
    return {
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: { FunctionName: this.#function.function.functionName },
    };
  }
}
