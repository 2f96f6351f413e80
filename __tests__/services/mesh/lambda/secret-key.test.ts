import { SSMClient } from '@aws-sdk/client-ssm';
import { secretKeyReader } from '../../../../services/mesh/lambda/secret-key';
import { jsonRequestHandler, type JsonAnswer } from '../../../support/json-request-handler';

/** A real client whose calls are answered by `answers`, one after the other. */
function ssmWith(...answers: JsonAnswer[]) {
  const inputs: unknown[] = [];
  const client = new SSMClient({
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: jsonRequestHandler(({ input }) => {
      inputs.push(input);
      return answers.shift() ?? { statusCode: 500, body: { message: 'one call too many' } };
    }),
  });
  return { client, inputs };
}

describe('secretKeyReader', () => {
  const found = (Value: string) => ({ statusCode: 200, body: { Parameter: { Value } } });
  const denied = { statusCode: 400, body: { __type: 'AccessDeniedException', message: 'no permission' } };

  it('reads the decrypted parameter once, also for calls at the same time', async () => {
    const { client, inputs } = ssmWith(found('key'));
    const read = secretKeyReader(client, '/mesh/stg/secret-key');
    await expect(Promise.all([read(), read()])).resolves.toEqual(['key', 'key']);
    await expect(read()).resolves.toBe('key');
    expect(inputs).toEqual([{ Name: '/mesh/stg/secret-key', WithDecryption: true }]);
  });

  it("lets SSM's error out, and tries again at the next call", async () => {
    const { client } = ssmWith(denied, found('key'));
    const read = secretKeyReader(client, '/mesh/stg/secret-key');
    await expect(read()).rejects.toThrow('no permission');
    await expect(read()).resolves.toBe('key');
  });

  it('refuses an empty parameter', async () => {
    const read = secretKeyReader(ssmWith(found('')).client, '/mesh/stg/secret-key');
    await expect(read()).rejects.toThrow(
      'MESH_SECRET_KEY_PARAMETER: parameter /mesh/stg/secret-key holds no value; store the secret key in it',
    );
  });
});
