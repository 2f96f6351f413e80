import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Adapter } from '../../../../local/runtime/adapters/adapter';
import { awsEndpoint } from '../../../../local/runtime/adapters/aws-endpoint';
import { dynamodb, dynamodbEngine } from '../../../../local/runtime/adapters/dynamodb';
import { lambda, lambdas } from '../../../../local/runtime/adapters/lambda';
import { s3 } from '../../../../local/runtime/adapters/s3';
import { ssm } from '../../../../local/runtime/adapters/ssm';
import { type DynamodbEngine } from '../../../../local/runtime/dynamodb/engine';
import { type RunningLambda } from '../../../../local/runtime/lambda/lambda-runtime';
import { type Runtime, startRuntime } from '../../../../local/runtime/runtime';
import { readDeployment } from '../../../../local/runtime/state/read-deployment';
import { resource, type StateResource, stateJson, TemporaryDirectory } from '../../../support/deployed-state';
import { writeLambdaZip } from '../../../support/lambda-zip';

const place = 'ap-northeast-1:111122223333';
const functionArn = `arn:aws:lambda:${place}:function:work`;

/** Calls an action of the AWS that its environment names, and answers what comes back. */
const code = `
exports.handler = async ({ target, input, variable }) => {
  if (variable) return process.env[variable];
  const response = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(input),
  });
  return response.json();
};`;

function resources(zip: string): readonly StateResource[] {
  return [
    resource('aws_dynamodb_table', 'Table', {
      name: 'Things',
      arn: `arn:aws:dynamodb:${place}:table/Things`,
      hash_key: 'pk',
      attribute: [{ name: 'pk', type: 'S' }],
    }),
    resource('aws_ssm_parameter', 'Greeting', {
      name: '/greeting',
      arn: `arn:aws:ssm:${place}:parameter/greeting`,
      type: 'String',
      value: 'hello',
    }),
    resource('aws_lambda_function', 'Work', {
      function_name: 'work',
      arn: functionArn,
      filename: zip,
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: [{ variables: { SESSION_SECRET_PARAMETER: '/secret' } }],
      timeout: 20,
      memory_size: 128,
    }),
  ];
}

describe('functions, tables and parameters of a state', () => {
  const directory = new TemporaryDirectory();
  let runtime: Runtime;
  let engine: DynamodbEngine | undefined;
  let work: RunningLambda | undefined;

  async function start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const { path } = writeLambdaZip(directory.path, { 'index.js': code });
    const file = directory.write('terraform.tfstate', stateJson(resources(path)));
    const probe: Adapter = {
      name: 'probe',
      types: ['aws_lambda_function'],
      needs: ['lambda', 'dynamodb'],
      start: ({ services }) => {
        engine = services.find(dynamodbEngine);
        work = services.find(lambdas)?.get(functionArn);
        return Promise.resolve();
      },
    };
    runtime = await startRuntime({
      deployments: [await readDeployment({ stackDirectory: directory.path, state: { file } })],
      dataDirectory: join(directory.path, 'data'),
      projectDirectory: directory.path,
      port: 0,
      environment,
      adapters: [awsEndpoint, dynamodb, lambda, s3, ssm, probe],
    });
  }

  async function invoke(payload: unknown): Promise<unknown> {
    const result = await work?.invoke(payload);
    return result !== undefined && 'payload' in result ? result.payload : result;
  }

  beforeEach(() => start());
  afterEach(() => runtime.close());
  afterAll(() => directory.remove());

  it('share one table', async () => {
    const Item = { pk: { S: 'a' }, n: { N: '1' } };
    const target = (action: string) => `DynamoDB_20120810.${action}`;
    expect(await invoke({ target: target('PutItem'), input: { TableName: 'Things', Item } })).toEqual({});
    expect(await engine?.call('GetItem', { TableName: 'Things', Key: { pk: { S: 'a' } } })).toEqual({ Item });
  });

  it('have the parameters of the state', async () => {
    expect(await invoke({ target: 'AmazonSSM.GetParameter', input: { Name: '/greeting' } })).toMatchObject({
      Parameter: { Value: 'hello' },
    });
  });

  it('have secrets of .env.local, made at the first start and then kept', async () => {
    const read = { target: 'AmazonSSM.GetParameter', input: { Name: '/secret', WithDecryption: true } };
    const line = /^SESSION_SECRET=(\S{43})$/m.exec(readFileSync(join(directory.path, '.env.local'), 'utf8'));
    expect(await invoke(read)).toMatchObject({ Parameter: { Value: line?.[1] } });
    await runtime.close();
    await start();
    expect(await invoke(read)).toMatchObject({ Parameter: { Value: line?.[1] } });
  });

  it('keep the items of tables from one start to the next', async () => {
    await engine?.call('PutItem', { TableName: 'Things', Item: { pk: { S: 'kept' } } });
    await runtime.close();
    await start();
    const Key = { pk: { S: 'kept' } };
    expect(await engine?.call('GetItem', { TableName: 'Things', Key })).toEqual({ Item: Key });
  });

  it('use the DynamoDB that AWS_ENDPOINT_URL_DYNAMODB names', async () => {
    const elsewhere = await invoke({ variable: 'AWS_ENDPOINT_URL' });
    await engine?.call('PutItem', { TableName: 'Things', Item: { pk: { S: 'elsewhere' } } });
    const other = runtime;
    const variables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'];
    const before = variables.map((name) => process.env[name]);
    for (const name of variables) process.env[name] = 'ap-northeast-1';
    try {
      await start({ AWS_ENDPOINT_URL_DYNAMODB: String(elsewhere) });
      const Key = { pk: { S: 'elsewhere' } };
      expect(await engine?.call('GetItem', { TableName: 'Things', Key })).toEqual({ Item: Key });
    } finally {
      variables.forEach((name, index) => {
        if (before[index] === undefined) delete process.env[name];
        else process.env[name] = before[index];
      });
      await other.close();
    }
  });

  it('refuse a setting that is no URL', async () => {
    await runtime.close();
    await expect(start({ AWS_ENDPOINT_URL_DYNAMODB: 'localhost' })).rejects.toThrow(
      'AWS_ENDPOINT_URL_DYNAMODB must be a URL, got localhost',
    );
  });
});
