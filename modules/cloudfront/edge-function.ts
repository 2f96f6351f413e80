import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { type LambdaZip } from '../bundle/write-zip';
import { policyJson, type PolicyStatement } from '../iam/policy';
import { LogGroup } from '../logs/log-group';
import { requireIntegerBetween } from '../validate';
import { type UsEast1 } from './us-east-1';

export interface EdgeFunctionProps {
  /** Function name, at most 64 characters; the role takes its name from it. */
  readonly name: string;
  readonly description: string;
  /** Package whose `index.js` exports `handler`. Its settings are in the code: there is no environment at the edge. */
  readonly code: LambdaZip;
  readonly accountId: string;
  /** What the function may do besides writing its log. @default nothing */
  readonly statements?: readonly PolicyStatement[];
  readonly logRetentionDays: number;
  /** Seconds, 1 to 30. @default 15 */
  readonly timeoutSeconds?: number;
  /** MiB, 128 to 10240; processor time grows with it. @default 1024 */
  readonly memorySizeMiB?: number;
}

/**
 * A Lambda@Edge function for the answers of an origin: x86-64, Node 22, a version of its own for each package, without
 * environment, layers, VPC, tracing or dead-letter queue, which CloudFront refuses. Copies run in the regions next to the
 * viewers and make a log group `/aws/lambda/us-east-1.<name>` in each, which Terraform does not know. Taken out of the code,
 * the function stays in AWS: it cannot be deleted while CloudFront still holds copies.
 */
export class EdgeFunction extends Construct {
  readonly function: LambdaFunction;

  /** @param scope CloudFront takes copies from us-east-1 alone */
  constructor(scope: UsEast1, id: string, props: EdgeFunctionProps) {
    super(scope, id);
    const { name, description, code, accountId, statements = [], logRetentionDays } = props;
    const { timeoutSeconds = 15, memorySizeMiB = 1024 } = props;
    requireIntegerBetween(this, 'timeoutSeconds', timeoutSeconds, 1, 30);
    requireIntegerBetween(this, 'memorySizeMiB', memorySizeMiB, 128, 10_240);

    const logGroup = new LogGroup(this, 'LogGroup', { name: `/aws/lambda/${name}`, retentionDays: logRetentionDays });
    const role = new IamRole(this, 'Role', {
      name,
      assumeRolePolicy: policyJson([
        {
          Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] },
          Action: 'sts:AssumeRole',
        },
      ]),
    });
    const policy = new IamRolePolicy(this, 'Policy', {
      name: 'Policy',
      role: role.name,
      policy: policyJson([
        {
          Sid: 'Log',
          Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
          // A copy writes where it runs, under a name that says where it came from.
          Resource: [`arn:aws:logs:*:${accountId}:log-group:/aws/lambda/us-east-1.${name}:*`, logGroup.streamsArn],
        },
        ...statements,
      ]),
    });
    const asset = new TerraformAsset(this, 'Code', { path: code.path, type: AssetType.FILE });
    this.function = new LambdaFunction(this, 'Resource', {
      functionName: name,
      description,
      role: role.arn,
      runtime: 'nodejs22.x',
      architectures: ['x86_64'],
      handler: 'index.handler',
      filename: asset.path,
      sourceCodeHash: code.sha256,
      timeout: timeoutSeconds,
      memorySize: memorySizeMiB,
      publish: true,
      skipDestroy: true,
      dependsOn: [policy],
    });
  }

  /** ARN of the version that was published last: CloudFront takes no other. */
  get versionArn(): string {
    return this.function.qualifiedArn;
  }
}
