import { awsEndpoints } from '../../local/runtime/adapters/aws-endpoint';
import { placesOf } from '../../local/runtime/adapters/place';
import { type Runtime } from '../../local/runtime/runtime';
import { type Deployment } from '../../local/runtime/state/deployment';

/** What stands in for AWS in each place where containers run, by `<account>/<region>`. */
export function endpointsOf(
  runtime: Pick<Runtime, 'find'>,
  deployments: readonly Deployment[],
): Readonly<Record<string, string>> {
  const clusters = deployments.flatMap(({ resources }) => resources.filter(({ type }) => type === 'aws_ecs_cluster'));
  const endpoints = placesOf(clusters).flatMap((place): readonly [string, string][] => {
    const endpoint = runtime.find(awsEndpoints)?.(place);
    return endpoint === undefined ? [] : [[place.id, endpoint.url]];
  });
  return Object.fromEntries(endpoints);
}
