import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const foreign = 'arn:aws:cloudfront::444455556666:distribution/E1';
const source = { name: 'web-stg', log_type: 'ACCESS_LOGS', resource_arn: foreign };
const destination = (given: object = {}) => ({
  name: 'web-stg',
  output_format: 'json',
  delivery_destination_configuration: [
    { destination_resource_arn: 'arn:aws:logs:us-east-1:111122223333:log-group:/web/stg/edge' },
  ],
  ...given,
});
const region = 'us-east-1';
const destinationArn = 'arn:aws:logs:us-east-1:111122223333:delivery-destination:web-stg';

describeResource({
  type: 'aws_cloudwatch_log_delivery_source',
  config: source,
  gives: { arn: 'arn:aws:logs:us-east-1:111122223333:delivery-source:web-stg', service: 'cloudfront' },
  region,
  replacedBy: [{ name: 'other' }],
  collision: 'ConflictException',
  refused: [['an unknown kind of log', { log_type: 'ERROR_LOGS' }, 'got ERROR_LOGS']],
});

describeResource({
  type: 'aws_cloudwatch_log_delivery_destination',
  config: destination(),
  gives: { arn: destinationArn, delivery_destination_type: 'CWL' },
  region,
  replacedBy: [{ output_format: 'plain' }],
  collision: 'ConflictException',
  refused: [
    ['an unknown format', { output_format: 'xml' }, 'got xml'],
    ['parquet of a log group', { output_format: 'parquet' }, 'supported for Amazon S3 only'],
  ],
});

describeResource({
  type: 'aws_cloudwatch_log_delivery',
  config: { delivery_source_name: 'web-stg', delivery_destination_arn: destinationArn },
  gives: {
    id: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
    record_fields: expect.arrayContaining(['c-ip', 'cs-uri-stem']),
    s3_delivery_configuration: [],
  },
  region,
  given: (account) => {
    account.create('aws_cloudwatch_log_delivery_source', source);
    account.create('aws_cloudwatch_log_delivery_destination', destination());
  },
  replacedBy: [{ delivery_source_name: 'other' }],
  updatedBy: [{ record_fields: ['c-ip'] }],
  collision: 'ConflictException',
});

describe('a log delivery', () => {
  it('is made in us-east-1 for CloudFront', () => {
    expect(new RehearsedAccount().refusals('aws_cloudwatch_log_delivery_source', source)).toEqual([
      expect.stringContaining('Delivery sources for CloudFront are supported in us-east-1 only'),
    ]);
  });

  it('needs its distribution, its source and its destination', () => {
    const account = new RehearsedAccount({ region });
    const own = { ...source, resource_arn: 'arn:aws:cloudfront::111122223333:distribution/E1' };
    expect(refusalsOf(() => account.create('aws_cloudwatch_log_delivery_source', own))).toEqual([
      expect.stringContaining('ResourceNotFoundException'),
    ]);
    const delivery = { delivery_source_name: 'web-stg', delivery_destination_arn: destinationArn };
    expect(refusalsOf(() => account.create('aws_cloudwatch_log_delivery', delivery))).toEqual([
      expect.stringContaining('Delivery source web-stg does not exist'),
      expect.stringContaining(`Delivery destination ${destinationArn} does not exist`),
    ]);
  });

  it('keeps its source from being deleted, and gives S3 a path', () => {
    const account = new RehearsedAccount({ region });
    const made = account.create('aws_cloudwatch_log_delivery_source', source);
    account.create(
      'aws_cloudwatch_log_delivery_destination',
      destination({
        delivery_destination_configuration: [{ destination_resource_arn: 'arn:aws:s3:::web-logs-stg' }],
      }),
    );
    const delivery = account.create('aws_cloudwatch_log_delivery', {
      delivery_source_name: 'web-stg',
      delivery_destination_arn: destinationArn,
    });
    expect(delivery.s3_delivery_configuration).toEqual([
      expect.objectContaining({ enable_hive_compatible_path: false }),
    ]);
    expect(refusalsOf(() => account.destroy('aws_cloudwatch_log_delivery_source', made))).toEqual([
      expect.stringContaining('Cannot delete a delivery source with deliveries'),
    ]);
  });
});

describeResource({
  type: 'aws_cloudwatch_log_resource_policy',
  config: {
    policy_name: 'delivery',
    policy_document: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:a:*',
        },
      ],
    }),
  },
  gives: { id: 'delivery' },
  replacedBy: [{ policy_name: 'other' }],
  collision: 'already exists',
  refused: [['a policy that is not JSON', { policy_document: '{' }, 'invalid Json']],
});
