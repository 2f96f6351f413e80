import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import { createDomain } from '../support/mesh-endpoint-operations';

/** CRC-32 of secret and address, computed outside this project. */
const cases = [
  ['default-secret-key', '203.0.113.10', '66a98ac8'],
  ['default-secret-key', '203.0.113.10, 10.0.0.1', '66a98ac8'],
  ['default-secret-key', ' 203.0.113.10 ,10.0.0.1', '66a98ac8'],
  ['default-secret-key', '127.0.0.1', 'e34158cb'],
  ['default-secret-key', 'none', '4d52950'],
  ['default-secret-key', '10.0.4.75', '5f9823'],
  ['dev-secret-key-for-testing', '203.0.113.10', '49cf48e8'],
  ['test-secret-key', '192.168.1.1', '93cf1fd3'],
] as const;

const secrets = [...new Set(cases.map(([secret]) => secret))];

describeEndpoint('createDomain', () => {
  describe.each(secrets)('with the secret %s', (secretKey) => {
    let endpoint: MeshEndpoint;
    beforeAll(async () => {
      endpoint = await MeshEndpoint.start({ secretKey });
    });
    afterAll(() => endpoint.close());

    const callFrom = (forwardedFor: string) =>
      endpoint.client.call(createDomain, {}, { 'x-forwarded-for': forwardedFor });

    it.each(cases.filter(([secret]) => secret === secretKey))(
      '%s + x-forwarded-for "%s" gives the domain %s: CRC-32 of secret and first address, without leading zeros',
      async (_, forwardedFor, domain) => {
        expect(await callFrom(forwardedFor)).toBe(domain);
      },
    );

    it('gives the same caller the same domain, and another caller another', async () => {
      expect(await callFrom('198.51.100.7')).toBe(await callFrom('198.51.100.7, 203.0.113.10'));
      expect(await callFrom('198.51.100.7')).not.toBe(await callFrom('198.51.100.8'));
    });
  });

  it('takes the address of the connection when no proxy forwarded the call', async () => {
    const endpoint = await MeshEndpoint.start({ secretKey: 'default-secret-key' });
    expect(await endpoint.client.call(createDomain)).toBe('e34158cb');
    await endpoint.close();
  });
});
