import { join } from 'node:path';
import { type RunningAwsEndpoint, startAwsEndpoint } from '../../../../local/runtime/aws-endpoint/aws-endpoint';
import { systemClock } from '../../../../local/runtime/clock';
import { ParameterStore } from '../../../../local/runtime/ssm/parameter-store';
import { ssmService } from '../../../../local/runtime/ssm/ssm-service';
import { buildLambdaZip } from '../../../../modules/bundle/lambda-zip';
import { LambdaFunctions } from '../../../support/lambda-function';

const account = { accountId: '111122223333', region: 'ap-northeast-1' };

describe("Mesh's deployed package", () => {
  let functions: LambdaFunctions;
  let endpoint: RunningAwsEndpoint;
  let store: ParameterStore;
  beforeEach(async () => {
    functions = new LambdaFunctions();
    endpoint = await startAwsEndpoint({ ...account, clock: systemClock, events: functions.events });
    store = new ParameterStore({ ...account, clock: systemClock });
    endpoint.mountService(ssmService(store));
  });
  afterEach(async () => {
    await functions.close();
    await endpoint.close();
  });

  const start = () => {
    const entryPoint = join(__dirname, '../../../../services/mesh/lambda/handler.ts');
    const { path, sha256 } = buildLambdaZip(entryPoint, 'mesh-graphql', functions.directory);
    return functions.start({
      code: '',
      definition: {
        zipPath: path,
        sourceCodeHash: sha256,
        memorySizeMiB: 256,
        logFormat: 'JSON',
        environment: {
          DYNAMODB_TABLE_NAME: 'MeshV2Table-stg',
          MESH_EVENT_TTL_SECONDS: '10',
          MESH_SECRET_KEY_PARAMETER: '/mesh/stg/secret-key',
        },
      },
      options: { endpointUrl: endpoint.url },
    });
  };
  const createDomain = (forwardedFor: string | undefined, sourceIp?: string[]) => ({
    info: { fieldName: 'createDomain' },
    arguments: {},
    identity: sourceIp === undefined ? null : { sourceIp },
    request: { headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor } },
  });

  it.each([
    ['default-secret-key', '203.0.113.10', '66a98ac8'],
    ['default-secret-key', '203.0.113.10, 10.0.0.1', '66a98ac8'],
    ['dev-secret-key-for-testing', '203.0.113.10', '49cf48e8'],
    ['default-secret-key', '127.0.0.1', 'e34158cb'],
    ['default-secret-key', undefined, '4d52950'],
    ['default-secret-key', '10.0.4.75', '5f9823'],
    ['test-secret-key', '192.168.1.1', '93cf1fd3'],
  ])('with the secret %s names the domain of %s %s', async (value, address, domain) => {
    store.put({ name: '/mesh/stg/secret-key', value, type: 'SecureString' });
    const lambda = await start();
    expect(await lambda.invoke(createDomain(address))).toEqual({ payload: domain });
    expect(JSON.stringify(functions.logs)).not.toContain(value);
  });

  it('lets an error out with its message, and works once the parameter is there', async () => {
    const lambda = await start();
    expect(await lambda.invoke(createDomain('203.0.113.10'))).toMatchObject({
      functionError: 'Unhandled',
      errorType: 'ParameterNotFound',
      errorMessage: expect.stringContaining('/mesh/stg/secret-key'),
    });
    store.put({ name: '/mesh/stg/secret-key', value: 'default-secret-key', type: 'SecureString' });
    expect(await lambda.invoke(createDomain(undefined, ['203.0.113.10']))).toEqual({ payload: '66a98ac8' });
  });
});
