import { type AddressInfo } from 'node:net';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { readDeployment } from '../../../../local/runtime/state/read-deployment';
import { startStateStore } from '../../../../local/state-store/state-store';
import { resource, stateJson, TemporaryDirectory } from '../../../support/deployed-state';

const backend = { bucket: 'states', key: 'mesh-stg.tfstate', region: 'ap-northeast-1' };

const configuration = JSON.stringify({
  provider: { aws: [{ region: 'ap-northeast-1' }, { alias: 'us-east-1', region: 'us-east-1' }] },
  terraform: { backend: { s3: backend } },
  resource: {
    aws_sqs_queue: { Jobs: { '//': { metadata: { path: 'mesh-stg/Jobs/Resource', uniqueId: 'Jobs' } }, name: 'jobs' } },
  },
});

describe('readDeployment', () => {
  const directory = new TemporaryDirectory();
  afterAll(() => directory.remove());
  const stackDirectory = join(directory.path, 'mesh-stg');
  const read = (text: string) => {
    const file = directory.write('local.tfstate', text);
    return readDeployment({ stackDirectory, state: { file } });
  };

  beforeAll(() => directory.write('mesh-stg/cdk.tf.json', configuration));

  it('tells each instance by its address, with the path of its construct', async () => {
    const instances = [
      { attributes: { name: 'a' }, index_key: 'mail' },
      { attributes: { name: 'b' }, index_key: 'push', dependencies: ['aws_kms_key.Key'] },
    ];
    const { resources, stackId, assetsDirectory } = await read(
      stateJson([
        { type: 'aws_sqs_queue', name: 'Jobs', instances },
        { type: 'aws_sns_topic', name: 'Topic', instances: [{ attributes: {}, index_key: 0 }] },
      ]),
    );
    expect({ stackId, assetsDirectory }).toEqual({ stackId: 'mesh-stg', assetsDirectory: stackDirectory });
    expect(resources.map(({ address, constructPath, dependsOn }) => [address, constructPath, dependsOn])).toEqual([
      ['aws_sqs_queue.Jobs["mail"]', 'mesh-stg/Jobs/Resource', []],
      ['aws_sqs_queue.Jobs["push"]', 'mesh-stg/Jobs/Resource', ['aws_kms_key.Key']],
      ['aws_sns_topic.Topic[0]', undefined, []],
    ]);
  });

  it('takes the region from the attribute, then the ARN, then the provider block', async () => {
    const { resources } = await read(
      stateJson([
        resource('aws_sqs_queue', 'A', { region: 'eu-west-1', arn: 'arn:aws:sqs:us-west-2:111122223333:a' }),
        resource('aws_sqs_queue', 'B', { arn: 'arn:aws:sqs:us-west-2:111122223333:b' }),
        { ...resource('aws_iam_role', 'C', { arn: 'arn:aws:iam::111122223333:role/c' }), alias: 'us-east-1' },
        resource('aws_iam_role', 'D', {}),
      ]),
    );
    expect(resources.map(({ region }) => region)).toEqual(['eu-west-1', 'us-west-2', 'us-east-1', 'ap-northeast-1']);
  });

  it('leaves out data sources and objects that wait for destruction, and keeps modules apart', async () => {
    const { resources } = await read(
      stateJson([
        { ...resource('aws_route53_zone', 'Zone', {}), mode: 'data' },
        {
          type: 'aws_sqs_queue',
          name: 'Jobs',
          module: 'module.jobs',
          instances: [{ attributes: {}, deposed: '1a2b3c4d' }, { attributes: {} }],
        },
      ]),
    );
    expect(resources).toEqual([expect.objectContaining({ address: 'module.jobs.aws_sqs_queue.Jobs' })]);
    expect(resources[0]).not.toHaveProperty('constructPath');
  });

  it('gives outputs with their sensitivity', async () => {
    const { outputs } = await read(
      stateJson([resource('aws_sqs_queue', 'Jobs', {})], { Key: { value: 'k', sensitive: true }, Url: { value: 'u' } }),
    );
    expect(outputs).toEqual({ Key: { value: 'k', sensitive: true }, Url: { value: 'u', sensitive: false } });
  });

  it('reads a configuration-free state file, without construct paths', async () => {
    const file = directory.write('bare/terraform.tfstate', stateJson([resource('aws_sqs_queue', 'Jobs', {})]));
    const { resources } = await readDeployment({ stackDirectory: join(directory.path, 'bare'), state: { file } });
    expect(resources).toEqual([
      { address: 'aws_sqs_queue.Jobs', type: 'aws_sqs_queue', attributes: {}, dependsOn: [] },
    ]);
  });

  describe('refuses', () => {
    it.each([
      ['no text', '', 'empty-state', 'state holds no resources; deploy the stack first'],
      ['no resources', stateJson([]), 'empty-state', 'state holds no resources; deploy the stack first'],
      [
        'only data sources',
        stateJson([{ ...resource('aws_route53_zone', 'Zone', {}), mode: 'data' }]),
        'empty-state',
        'state holds no resources; deploy the stack first',
      ],
      ['version 3', '{"version":3,"modules":[]}', 'unknown-version', 'state must have version 4, got 3'],
      ['no version', '{}', 'unknown-version', 'state must have version 4, got none'],
      ['half a file', '{"version":4,"resources":[', 'broken-state', 'state is not JSON (26 characters)'],
      ['another shape', '{"version":4,"resources":[{"type":1}]}', 'broken-state', 'not a Terraform state'],
    ])('%s', async (_, text, code, message) => {
      const file = join(directory.path, 'local.tfstate');
      await expect(read(text)).rejects.toMatchObject({ code, message: expect.stringContaining(`${file}: ${message}`) });
    });

    it('no file', async () => {
      const file = join(directory.path, 'absent.tfstate');
      await expect(readDeployment({ stackDirectory, state: { file } })).rejects.toMatchObject({
        code: 'no-state',
        message: `${file}: no state; deploy the stack first`,
      });
    });

    it('a broken secret-bearing state without quoting it', async () => {
      await expect(read('{"version":4,"outputs":{"Key":{"value":"hunter2')).rejects.not.toThrow('hunter2');
    });

    it('an S3 state of a stack whose configuration names no backend', async () => {
      const plain = directory.write('plain/cdk.tf.json', '{"resource":{}}');
      await expect(readDeployment({ stackDirectory: join(directory.path, 'plain'), state: 'backend' })).rejects.toThrow(
        `${plain}: names no S3 backend`,
      );
    });

    it('a configuration that is not JSON', async () => {
      const broken = directory.write('broken/cdk.tf.json', '{');
      await expect(
        readDeployment({ stackDirectory: join(directory.path, 'broken'), state: 'backend' }),
      ).rejects.toThrow(`${broken}: not a configuration that CDKTF wrote`);
    });
  });

  describe('from the S3 of a rehearsal', () => {
    const text = stateJson([resource('aws_sqs_queue', 'Jobs', { name: 'jobs' })]);
    const stateDirectory = join(directory.path, 'state');

    it('by its directory', async () => {
      directory.write(`state/${backend.bucket}/${backend.key}`, text);
      const { resources } = await readDeployment({ stackDirectory, state: { directory: stateDirectory } });
      expect(resources).toHaveLength(1);
    });

    it('by its URL, and says when the object is not there', async () => {
      const store = await startStateStore({ directory: join(directory.path, 'served'), accountId: '111122223333' });
      const state = { url: new URL(store.url) };
      try {
        await expect(readDeployment({ stackDirectory, state })).rejects.toMatchObject({
          code: 'no-state',
          message: `s3://states/mesh-stg.tfstate at ${new URL(store.url).origin}: no state; deploy the stack first`,
        });
        const put = await fetch(`${store.url}/${backend.bucket}/${backend.key}`, { method: 'PUT', body: text });
        expect(put.status).toBe(200);
        const { resources } = await readDeployment({ stackDirectory, state });
        expect(resources).toHaveLength(1);
      } finally {
        await store.close();
      }
    });
  });

  describe('from the S3 backend of the stack', () => {
    const requests: IncomingMessage[] = [];
    const answer = { status: 200, body: stateJson([resource('aws_sqs_queue', 'Jobs', {})]) };
    let server: Server;
    const before = { ...process.env };

    beforeAll(async () => {
      server = createServer((request, response) => {
        requests.push(request);
        response.writeHead(answer.status).end(answer.body);
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      // The SDK's own settings lead to this server, as they would to AWS.
      const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
      process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${port}`;
      process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
      process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    });
    afterAll(async () => {
      process.env = before;
      await new Promise((resolve) => server.close(resolve));
    });

    it('signs with the credentials of the environment for the region of the backend', async () => {
      const { resources } = await readDeployment({ stackDirectory, state: 'backend' });
      expect(resources).toHaveLength(1);
      expect(requests[0]?.headers.authorization).toMatch(/Credential=AKIDEXAMPLE\/\d+\/ap-northeast-1\/s3\//);
    });

    it('names the state and the refusal when access is denied', async () => {
      Object.assign(answer, { status: 403, body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' });
      await expect(readDeployment({ stackDirectory, state: 'backend' })).rejects.toMatchObject({
        code: 'unreadable-state',
        message:
          's3://states/mesh-stg.tfstate: cannot be read: AccessDenied: no; check the credentials, the region and the network',
      });
    });
  });
});
