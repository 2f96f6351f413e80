import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { readConfiguration } from './configuration';
import { meshHandler, type MeshReply } from './mesh-handler';
import type { MeshEvent } from './parse-event';
import { secretKeyReader } from './secret-key';

const { tableName, eventTtlSeconds, secretKeyParameter } = readConfiguration(process.env);
const logger = new Logger({ serviceName: 'mesh' });
const handle = meshHandler({
  table: { client: DynamoDBDocumentClient.from(new DynamoDBClient()), name: tableName },
  readSecretKey: secretKeyReader(new SSMClient(), secretKeyParameter),
  eventTtlSeconds,
  logger,
  now: () => new Date(),
  randomUuid: randomUUID,
  sleep: (ms) => sleep(ms),
});

/** Direct Lambda resolver of Mesh; the function's environment is described at `Configuration`. */
export function handler(event: MeshEvent, context: Context): Promise<MeshReply> {
  logger.addContext(context);
  return handle(event);
}
