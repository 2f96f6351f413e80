import { createDomain } from '../../../../services/mesh/lambda/create-domain';
import { eventOf, MeshFixture } from './mesh-fixture';

describe('createDomain', () => {
  it.each([
    ['default-secret-key', '203.0.113.10', '66a98ac8'],
    ['default-secret-key', '203.0.113.10, 10.0.0.1', '66a98ac8'],
    ['default-secret-key', ' 203.0.113.10 ,10.0.0.1', '66a98ac8'],
    ['dev-secret-key-for-testing', '203.0.113.10', '49cf48e8'],
    ['default-secret-key', '127.0.0.1', 'e34158cb'],
    ['default-secret-key', undefined, '4d52950'],
    ['default-secret-key', '10.0.4.75', '5f9823'],
    ['test-secret-key', '192.168.1.1', '93cf1fd3'],
  ])('with key %s names the domain of %s %s', (secretKey, forwardedFor, domain) => {
    expect(createDomain(secretKey, { forwardedFor, sourceIps: [] })).toBe(domain);
  });

  it.each([undefined, '', ' , 10.0.0.1'])(
    'with the header %p takes the first address of the identity',
    (forwardedFor) => {
      const sourceIps = ['127.0.0.1', '10.0.4.75'];
      expect(createDomain('default-secret-key', { forwardedFor, sourceIps })).toBe('e34158cb');
    },
  );
});

describe('the field createDomain', () => {
  it('takes header, identity and secret key from where AppSync and SSM give them', async () => {
    const mesh = new MeshFixture();
    await expect(mesh.call('createDomain', {}, { 'x-forwarded-for': '203.0.113.10, 10.0.0.1' })).resolves.toBe(
      '66a98ac8',
    );
    await expect(mesh.call('createDomain', null)).resolves.toBe('4d52950');
    const identity = { accountId: '1', cognitoIdentityId: '', sourceIp: ['127.0.0.1'] };
    const event = { ...eventOf('createDomain', {}), identity: { ...identity, ...iamRest } };
    await expect(mesh.handle(event)).resolves.toBe('e34158cb');
    mesh.secretKey = () => Promise.resolve('dev-secret-key-for-testing');
    await expect(mesh.call('createDomain', {}, { 'x-forwarded-for': '203.0.113.10' })).resolves.toBe('49cf48e8');
  });

  it('fails when the secret key cannot be read', async () => {
    const mesh = new MeshFixture();
    mesh.secretKey = () => Promise.reject(new Error('not authorized to perform ssm:GetParameter'));
    await expect(mesh.call('createDomain', {})).rejects.toThrow('not authorized to perform ssm:GetParameter');
    expect(mesh.logs).toEqual([expect.objectContaining({ level: 'error' })]);
  });
});

const iamRest = {
  cognitoIdentityPoolId: '',
  username: '',
  userArn: '',
  cognitoIdentityAuthType: '',
  cognitoIdentityAuthProvider: '',
};
