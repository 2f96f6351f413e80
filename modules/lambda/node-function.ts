import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { type LambdaZip } from '../bundle/write-zip';
import { type PolicyStatement } from '../iam/policy';
import { ServiceRole } from '../iam/service-role';
import { LogGroup } from '../logs/log-group';
import { requireIntegerBetween } from '../validate';

export interface NodeFunctionProps {
  /** Function name, at most 64 characters; the role and the log group take theirs from it. */
  readonly name: string;
  readonly description: string;
  /** Package whose `index.js` exports `handler`. */
  readonly code: LambdaZip;
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do besides writing its log and traces. @default nothing */
  readonly statements?: readonly PolicyStatement[];
  readonly logRetentionDays: number;
  /** Seconds, 1 to 900. @default 30 */
  readonly timeoutSeconds?: number;
  /** MiB, 128 to 10240; processor time grows with it. @default 256 */
  readonly memorySizeMiB?: number;
}

/** A Lambda function on Node 22, arm64, with its own role and log group, JSON logs and X-Ray tracing. */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { name, description, code, environment, statements = [], timeoutSeconds = 30, memorySizeMiB = 256 } = props;
    requireIntegerBetween(this, 'timeoutSeconds', timeoutSeconds, 1, 900);
    requireIntegerBetween(this, 'memorySizeMiB', memorySizeMiB, 128, 10_240);

    this.logGroup = new LogGroup(this, 'LogGroup', {
      name: `/aws/lambda/${name}`,
      retentionDays: props.logRetentionDays,
    });
    const role = new ServiceRole(this, 'Role', { name, service: 'lambda.amazonaws.com' });
    const policy = role.allow('Policy', [
      { Sid: 'Log', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: this.logGroup.streamsArn },
      // X-Ray has no resource types (Service Authorization Reference, "AWS X-Ray"): only `*` can be named.
      { Sid: 'Trace', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
      ...statements,
    ]);
    const asset = new TerraformAsset(this, 'Code', { path: code.path, type: AssetType.FILE });
    this.function = new LambdaFunction(this, 'Resource', {
      functionName: name,
      description,
      role: role.arn,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: asset.path,
      sourceCodeHash: code.sha256,
      timeout: timeoutSeconds,
      memorySize: memorySizeMiB,
      environment: { variables: { ...environment } },
      tracingConfig: { mode: 'Active' },
      loggingConfig: { logFormat: 'JSON', logGroup: this.logGroup.group.name },
      // Without the policy the first calls would fail, and without the group Lambda would make one without retention.
      dependsOn: [policy],
    });
  }

  get arn(): string {
    return this.function.arn;
  }
}
