import { CloudfrontFunction } from '@cdktf/provider-aws/lib/cloudfront-function';
import { Construct } from 'constructs';
import { asTerraformLiteral } from '../bundle/appsync-code';
import { type Metric } from '../alarms/metric-alarm';
import { requireMatch } from '../validate';
import { goesLast } from '../lifecycle';

export interface ViewerFunctionProps {
  /** Name, unique in the account: at most 64 letters, digits, hyphens or underscores. */
  readonly name: string;
  readonly comment: string;
  /** JavaScript for `cloudfront-js-2.0` that declares `handler`. */
  readonly code: string;
}

/** A CloudFront Function, which runs at every edge location within a millisecond and reaches nothing but the request. */
export class ViewerFunction extends Construct {
  readonly function: CloudfrontFunction;

  constructor(scope: Construct, id: string, { name, comment, code }: ViewerFunctionProps) {
    super(scope, id);
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, hyphens or underscores');
    this.function = new CloudfrontFunction(this, 'Resource', {
      lifecycle: goesLast,
      name,
      comment,
      runtime: 'cloudfront-js-2.0',
      code: asTerraformLiteral(code),
      publish: true,
    });
  }

  get arn(): string {
    return this.function.arn;
  }

  metric(metricName: 'FunctionExecutionErrors' | 'FunctionInvocations' | 'FunctionThrottles'): Metric {
    return {
      namespace: 'AWS/CloudFront',
      metricName,
      dimensions: { FunctionName: this.function.name, Region: 'Global' },
    };
  }
}
