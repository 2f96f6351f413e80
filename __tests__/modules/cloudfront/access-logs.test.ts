import { AccessLogs } from '../../../modules/cloudfront/access-logs';
import { SynthesizedScope } from '../../support/synth-scope';
import { accountId } from '../../support/constructs';
import { SomeEdge } from './some-edge';

const synth = (source = 'site') =>
  new SynthesizedScope((scope) => {
    const edge = new SomeEdge(scope);
    new AccessLogs(edge.usEast1, 'AccessLogs', {
      name: 'shop',
      accountId,
      retentionDays: 30,
      distributions: { [source]: edge.distribution() },
    });
  });

describe('AccessLogs', () => {
  it('go to a log group with retention in us-east-1, under a name that AWS asks for', () => {
    expect(synth().only('aws_cloudwatch_log_group')).toMatchObject({
      name: '/aws/vendedlogs/cloudfront/shop',
      retention_in_days: 30,
      provider: 'aws.us-east-1',
    });
  });

  it('are delivered as JSON from the distribution to the group, and by nobody else', () => {
    const scope = synth();
    expect(scope.only('aws_cloudwatch_log_delivery_source')).toMatchObject({
      name: 'shop-site',
      log_type: 'ACCESS_LOGS',
      resource_arn: expect.stringMatching(/^\$\{aws_cloudfront_distribution\..*\.arn\}$/),
      provider: 'aws.us-east-1',
    });
    expect(scope.only('aws_cloudwatch_log_delivery_destination')).toMatchObject({
      output_format: 'json',
      delivery_destination_configuration: [
        { destination_resource_arn: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\./) },
      ],
    });
    const policy = scope.only('aws_cloudwatch_log_resource_policy');
    expect((JSON.parse(String(policy.policy_document)) as { Statement: unknown }).Statement).toEqual([
      {
        Sid: 'LogDelivery',
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:aws:logs:us-east-1:${accountId}:log-group:/aws/vendedlogs/cloudfront/shop:log-stream:*`,
        Condition: {
          StringEquals: { 'aws:SourceAccount': accountId },
          ArnLike: { 'aws:SourceArn': `arn:aws:logs:us-east-1:${accountId}:*` },
        },
      },
    ]);
    expect(scope.only('aws_cloudwatch_log_delivery').depends_on).toEqual([
      expect.stringMatching(/^aws_cloudwatch_log_resource_policy\./),
    ]);
  });

  it('hold no cookie', () => {
    const fields = synth().only('aws_cloudwatch_log_delivery').record_fields;
    expect(fields).toContain('cs-uri-stem');
    expect(fields).not.toContain('cs(Cookie)');
  });

  it('refuse a delivery of a name that AWS does not take', () => {
    expect(() => synth('a shop')).toThrow('AccessLogs: distributions must be named by 1 to 60 letters');
  });
});
