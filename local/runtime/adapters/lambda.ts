import { join } from 'node:path';
import { type RunningLambda, startLambda } from '../lambda/lambda-runtime';
import { type Adapter } from './adapter';
import { awsEndpoints } from './aws-endpoint';
import { functionType, readFunctions } from './lambda-definitions';
import { placeOf } from './place';
import { ServiceKey } from './service-registry';

/** The running functions, by ARN. */
export const lambdas = new ServiceKey<ReadonlyMap<string, RunningLambda>>('functions');

/** The deployed functions, each in workers of its own. */
export const lambda: Adapter = {
  name: 'lambda',
  types: [functionType],
  needs: ['aws-endpoint'],
  start: async (context) => {
    const { clock, events, randomBytes, services, dataDirectory } = context;
    const running = new Map<string, RunningLambda>();
    for (const { resource, definition } of readFunctions(context)) {
      const endpoint = services.find(awsEndpoints)?.(placeOf(resource));
      if (endpoint === undefined) throw new Error(`${resource.address}: nothing stands in for AWS in its region`);
      const workDirectory = join(dataDirectory, 'lambda');
      const started = await startLambda(definition, {
        clock,
        events,
        randomBytes,
        workDirectory,
        endpointUrl: endpoint.url,
      });
      context.keep(started);
      endpoint.registerFunction(started);
      running.set(definition.arn, started);
    }
    services.provide(lambdas, running);
  },
};
