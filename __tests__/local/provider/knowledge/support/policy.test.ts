import { type PolicyKind, policyProblem } from '../../../../../local/provider/knowledge/support/policy';

const resource = 'arn:aws:s3:::bucket/*';
const base = { Effect: 'Allow', Action: 's3:GetObject', Resource: resource };
const document = (...statements: readonly unknown[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

describe('policyProblem', () => {
  it.each<[PolicyKind, unknown]>([
    ['identity', base],
    ['identity', { ...base, Action: ['s3:Get*', '*'], Resource: '*', Sid: 'Read1' }],
    ['identity', { Effect: 'Deny', NotAction: 'iam:*', NotResource: [resource] }],
    [
      'identity',
      {
        ...base,
        Condition: {
          'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalTag/a': ['b*'] },
          Bool: { 'aws:SecureTransport': 'false' },
        },
      },
    ],
    [
      'trust',
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Principal: { AWS: '111122223333', Service: ['ecs-tasks.amazonaws.com'] },
      },
    ],
    ['resource', { ...base, Principal: '*', Sid: 'Allow reads' }],
    ['resource', { ...base, Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }],
  ])('accepts a well-formed %s policy: %j', (kind, statement) => {
    expect(policyProblem(document(statement), kind)).toBeUndefined();
  });

  it('accepts one statement that is not in a list', () => {
    expect(policyProblem(JSON.stringify({ Statement: base }), 'identity')).toBeUndefined();
  });

  it.each<[string, PolicyKind, unknown, string]>([
    ['no effect', 'identity', { ...base, Effect: undefined }, 'Invalid effect'],
    ['a lower-case effect', 'identity', { ...base, Effect: 'allow' }, 'Invalid effect: "allow"'],
    ['no action', 'identity', { ...base, Action: undefined }, 'Policy statement must contain actions.'],
    ['an empty action list', 'identity', { ...base, Action: [] }, 'Policy statement must contain actions.'],
    ['an action without service', 'identity', { ...base, Action: 'GetObject' }, 'must be prefaced by a vendor'],
    ['both Action and NotAction', 'identity', { ...base, NotAction: 's3:*' }, 'Syntax errors in policy.'],
    ['no resource', 'identity', { ...base, Resource: undefined }, 'Policy statement must contain resources.'],
    [
      'a resource that is no ARN',
      'identity',
      { ...base, Resource: 'bucket' },
      'Resource bucket must be in ARN format or "*".',
    ],
    ['a number as resource', 'identity', { ...base, Resource: 1 }, 'Syntax errors in policy.'],
    ['an unknown field', 'identity', { ...base, Ressource: '*' }, 'unknown field Ressource'],
    [
      'an unknown condition',
      'identity',
      { ...base, Condition: { StringIs: { a: 'b' } } },
      'Invalid Condition type : StringIs',
    ],
    ['a Sid with a space', 'identity', { ...base, Sid: 'a b' }, 'Statement IDs (SID) must be alpha-numeric'],
    ['no principal', 'resource', base, 'Missing required field Principal'],
    [
      'an unknown principal type',
      'resource',
      { ...base, Principal: { User: 'x' } },
      'Invalid principal in policy: "User"',
    ],
    [
      'a principal that is no ARN',
      'resource',
      { ...base, Principal: { AWS: 'mesh' } },
      'Invalid principal in policy: "AWS":"mesh"',
    ],
    [
      'a wrong service name',
      'trust',
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda' } },
      'Invalid principal in policy: "Service":"lambda"',
    ],
  ])('refuses %s', (_what, kind, statement, message) => {
    expect(policyProblem(document(statement), kind)).toContain(message);
  });

  it.each([
    ['{', 'invalid Json'],
    ['[]', 'Syntax errors'],
    ['{"Version":"2012-10-17"}', 'Syntax errors'],
    ['{"Version":"2012-10-18","Statement":[]}', 'valid version string: "2012-10-18"'],
    ['{"Version":"2012-10-17","Statement":[]}', 'Syntax errors'],
    [document({ ...base, Sid: 'A' }, { ...base, Sid: 'A' }), 'must be unique'],
  ])('refuses the document %s', (text, message) => {
    expect(policyProblem(text, 'identity')).toContain(message);
  });
});
