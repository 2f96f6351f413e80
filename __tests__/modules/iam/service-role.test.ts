import { ServiceRole } from '../../../modules/iam/service-role';
import { SynthesizedScope } from '../../support/synth-scope';

const statements = [{ Sid: 'Read', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::b/*' }];

describe('ServiceRole', () => {
  it('trusts one service, for one account when that is named', () => {
    const trustOf = (sourceAccountId?: string): unknown => {
      const scope = new SynthesizedScope(
        (parent) =>
          void new ServiceRole(parent, 'Role', { name: 'r', service: 'appsync.amazonaws.com', sourceAccountId }),
      );
      return JSON.parse(String(scope.only('aws_iam_role').assume_role_policy));
    };
    const statement = { Effect: 'Allow', Principal: { Service: 'appsync.amazonaws.com' }, Action: 'sts:AssumeRole' };
    expect(trustOf()).toEqual({ Version: '2012-10-17', Statement: [statement] });
    expect(trustOf('111122223333')).toEqual({
      Version: '2012-10-17',
      Statement: [{ ...statement, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }],
    });
  });

  it('may do nothing unless told, and then exactly that', () => {
    const synth = (props: object) =>
      new SynthesizedScope(
        (scope) => void new ServiceRole(scope, 'Role', { name: 'r', service: 'lambda.amazonaws.com', ...props }),
      );
    expect(synth({}).all('aws_iam_role_policy')).toEqual([]);
    expect(synth({ statements }).statements()).toEqual([{ ...statements[0], Effect: 'Allow' }]);
  });
});
