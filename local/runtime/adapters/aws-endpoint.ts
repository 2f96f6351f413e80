import { type RunningAwsEndpoint, startAwsEndpoint } from '../aws-endpoint/aws-endpoint';
import { dynamodbHandler } from '../dynamodb/http';
import { ssmService } from '../ssm/ssm-service';
import { type Adapter } from './adapter';
import { dynamodbEngine } from './dynamodb';
import { readClusters } from './ecs-resources';
import { functionType } from './lambda-definitions';
import { type Place, placesOf } from './place';
import { bucketStore } from './s3';
import { ServiceKey } from './service-registry';
import { parameterStores } from './ssm';

/** What stands in for AWS in each account and region where functions or container clusters are. */
export const awsEndpoints = new ServiceKey<(place: Place) => RunningAwsEndpoint | undefined>('AWS endpoints');

/** What functions and tasks call instead of AWS. It runs no resource of its own. */
export const awsEndpoint: Adapter = {
  name: 'aws-endpoint',
  types: [],
  needs: ['dynamodb', 's3', 'ssm'],
  start: async (context) => {
    const { clock, events, services } = context;
    const engine = services.find(dynamodbEngine);
    const onError = (error: unknown): void =>
      events.emit({ kind: 'log', at: clock.nowMs(), source: 'dynamodb', level: 'error', message: String(error) });
    const endpoints = new Map<string, RunningAwsEndpoint>();
    const functions = context.resources(functionType).map(({ resource }) => resource);
    for (const place of placesOf([...functions, ...readClusters(context)])) {
      const endpoint = await startAwsEndpoint({ ...place, clock, events });
      context.keep(endpoint);
      if (engine !== undefined) endpoint.mountTarget('DynamoDB_20120810', dynamodbHandler(engine, onError));
      const store = services.find(parameterStores)?.(place);
      if (store !== undefined) endpoint.mountService(ssmService(store));
      // A function at the edge reads buckets of other regions.
      const buckets = services.find(bucketStore);
      if (buckets !== undefined) endpoint.mountS3((request) => buckets.answer(request));
      endpoints.set(place.id, endpoint);
    }
    services.provide(awsEndpoints, ({ id }) => endpoints.get(id));
  },
};
