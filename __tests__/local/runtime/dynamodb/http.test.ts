import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../../../local/runtime/clock';
import { openDynamodb, type DynamodbEngine } from '../../../../local/runtime/dynamodb/engine';
import { dynamodbHandler } from '../../../../local/runtime/dynamodb/http';
import { connectDynamodb } from '../../../../local/runtime/dynamodb/remote';

describe('DynamoDB over HTTP', () => {
  let engine: DynamodbEngine;
  let server: Server;
  let url: string;
  let client: DynamoDBClient;
  const errors: unknown[] = [];

  beforeAll(async () => {
    engine = await openDynamodb({ clock: systemClock });
    await engine.createTable({ name: 'Things', partitionKey: { name: 'id', type: 'S' } });
    server = createServer(dynamodbHandler(engine, (error) => errors.push(error))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
    url = `http://127.0.0.1:${address.port}`;
    process.env.AWS_ACCESS_KEY_ID = 'test';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
    process.env.AWS_REGION = 'ap-northeast-1';
    client = new DynamoDBClient({ endpoint: url });
  });
  afterAll(async () => {
    client.destroy();
    server.close();
    server.closeAllConnections();
    await engine.close();
    expect(errors).toEqual([]);
  });

  it('serves the document client of the SDK', async () => {
    const documents = DynamoDBDocumentClient.from(client);
    const item = {
      id: 'a',
      list: [1, 'two', { three: true }],
      bytes: new Uint8Array([1, 2, 255]),
      tags: new Set(['x', 'y']),
      none: null,
    };
    await documents.send(new PutCommand({ TableName: 'Things', Item: item }));
    expect((await documents.send(new GetCommand({ TableName: 'Things', Key: { id: 'a' } }))).Item).toEqual(item);
    const found = await documents.send(
      new QueryCommand({
        TableName: 'Things',
        KeyConditionExpression: 'id = :i',
        ExpressionAttributeValues: { ':i': 'a' },
      }),
    );
    expect(found.Items).toHaveLength(1);
  });

  it('gives the SDK errors it knows, with the reasons of a cancelled transaction', async () => {
    const documents = DynamoDBDocumentClient.from(client);
    const failing = documents.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: 'Things', Item: { id: 'b' } } },
          { Put: { TableName: 'Things', Item: { id: 'c' }, ConditionExpression: 'attribute_exists(id)' } },
        ],
      }),
    );
    await expect(failing).rejects.toBeInstanceOf(TransactionCanceledException);
    await expect(failing).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
  });

  const post = (target: string, body: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' },
      body,
    });

  it('sends the checksum of the body and the form of errors that SDKs read', async () => {
    const response = await post('DynamoDB_20120810.GetItem', '{"TableName":"Nope","Key":{"id":{"S":"a"}}}');
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amz-crc32')).toBe(String(crc32(text)));
    expect(JSON.parse(text)).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it.each([
    ['DynamoDB_20120810.GetItem', '{"TableName":', 'SerializationException'],
    ['DynamoDB_20120810.GetItem', '[]', 'SerializationException'],
    ['DynamoDB_20120810.Nothing', '{}', 'UnknownOperationException'],
    ['Kinesis_20131202.PutRecord', '{}', 'UnknownOperationException'],
  ])('answers %s with body %s by %s', async (target, body, error) => {
    const response = await post(target, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: `com.amazon.coral.service#${error}` });
  });

  it('refuses a body of more than 16 MB', async () => {
    const response = await post('DynamoDB_20120810.PutItem', JSON.stringify('x'.repeat(16 * 1024 * 1024)));
    expect(response.status).toBe(413);
  });

  describe('as the tables of another endpoint', () => {
    let remote: DynamodbEngine;
    beforeAll(() => {
      remote = connectDynamodb(new URL(url));
    });
    afterAll(() => remote.close());

    it('makes a table that is absent and answers in the same JSON', async () => {
      await remote.createTable({
        name: 'Remote',
        partitionKey: { name: 'id', type: 'S' },
        ttlAttribute: 'ttl',
        globalSecondaryIndexes: [{ name: 'ByKind', partitionKey: { name: 'kind', type: 'S' } }],
      });
      await remote.createTable({ name: 'Remote', partitionKey: { name: 'id', type: 'S' } });
      const Item = { id: { S: 'a' }, B: { B: 'AQL/' }, list: { L: [{ BS: ['AA=='] }, { N: '1.5' }] } };
      expect(await remote.call('PutItem', { TableName: 'Remote', Item })).toEqual({});
      expect(await remote.call('GetItem', { TableName: 'Remote', Key: { id: { S: 'a' } } })).toEqual({ Item });
      expect(await remote.call('DescribeTimeToLive', { TableName: 'Remote' })).toEqual({
        TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
      });
    });

    it('refuses a table with other keys', async () => {
      await expect(remote.createTable({ name: 'Things', partitionKey: { name: 'pk', type: 'S' } })).rejects.toThrow(
        /table Things at 127\.0\.0\.1:\d+: its key must be pk, got id; delete the table first/,
      );
    });

    it('passes errors on with their details', async () => {
      await remote.call('PutItem', { TableName: 'Things', Item: { id: { S: 'x' }, n: { N: '1' } } });
      await expect(
        remote.call('PutItem', {
          TableName: 'Things',
          Item: { id: { S: 'x' } },
          ConditionExpression: 'attribute_not_exists(id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
        statusCode: 400,
        message: 'The conditional request failed',
        item: { id: { S: 'x' }, n: { N: '1' } },
      });
      await expect(
        remote.call('TransactWriteItems', {
          TransactItems: [
            {
              ConditionCheck: {
                TableName: 'Things',
                Key: { id: { S: 'x' } },
                ConditionExpression: 'attribute_exists(m)',
              },
            },
          ],
        }),
      ).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        cancellationReasons: [{ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }],
      });
    });
  });
});
