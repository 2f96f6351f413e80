import { type ServiceEntry } from './configuration';

export const apiMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

const failures: Readonly<Record<string, string>> = {
  '404': 'No such service',
  '413': 'The body is too large',
  '502': 'The service did not answer properly',
  '503': 'The service is unhealthy or has too many requests at work',
  '504': 'The service did not answer in time',
};

const detail = {
  'application/json': {
    schema: { type: 'object' as const, required: ['detail'], properties: { detail: { type: 'string' as const } } },
  },
};

/** The paths under `/api/` of an OpenAPI document: two for each service, with every method that is passed on. */
export function apiPaths(services: readonly ServiceEntry[]): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const service of services) {
    paths[`/api/${service.name}`] = operations(service, []);
    paths[`/api/${service.name}/{path}`] = operations(service, [
      { name: 'path', in: 'path', required: true, schema: { type: 'string' } },
    ]);
  }
  return paths;
}

function operations({ name, title, path }: ServiceEntry, parameters: readonly object[]): Record<string, object> {
  const target = parameters.length === 0 ? path : `${path}/{path}`;
  const responses: Record<string, object> = { default: { description: `The answer of ${title}` } };
  for (const [status, description] of Object.entries(failures)) responses[status] = { description, content: detail };
  return Object.fromEntries(
    apiMethods.map((method) => [
      method.toLowerCase(),
      { summary: `${method} ${target} of ${title}`, tags: [name], parameters, responses },
    ]),
  );
}
