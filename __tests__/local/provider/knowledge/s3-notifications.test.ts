import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const lambdaArn = 'arn:aws:lambda:eu-west-1:111122223333:function:resize';
const type = 'aws_s3_bucket_notification';
const config = {
  bucket: 'web-images-stg',
  lambda_function: [{ lambda_function_arn: lambdaArn, events: ['s3:ObjectCreated:*'] }],
};

describeResource({
  type,
  config,
  gives: {
    id: 'web-images-stg',
    eventbridge: false,
    lambda_function: [expect.objectContaining({ id: expect.stringMatching(/^tf-s3-lambda-\d{26}$/) as string })],
  },
  replacedBy: [{ bucket: 'other' }],
  updatedBy: [{ eventbridge: true }],
  collision: 'already exists',
  refused: [
    [
      'an event that is none',
      { lambda_function: [{ lambda_function_arn: lambdaArn, events: ['created'] }] },
      'must be an S3 event',
    ],
  ],
});

it('is refused to a function that does not admit S3', () => {
  const account = new RehearsedAccount();
  account.create('aws_lambda_function', {
    function_name: 'resize',
    role: 'arn:aws:iam::111122223333:role/resize',
    handler: 'i.h',
    runtime: 'nodejs22.x',
    filename: 'f.zip',
  });
  const notify = () => refusalsOf(() => account.create(type, config));
  expect(notify()).toEqual([expect.stringContaining('Unable to validate the following destination configurations')]);
  account.create('aws_lambda_permission', {
    action: 'lambda:InvokeFunction',
    function_name: 'resize',
    principal: 's3.amazonaws.com',
  });
  expect(notify()).toEqual([]);
});
