import swagger from '@fastify/swagger';
import fastify, { type FastifyInstance } from 'fastify';
import { type Clock } from './clock';
import { type ServiceEntry } from './configuration';
import { type HealthMonitor } from './health-monitor';
import { apiPaths } from './openapi-paths';

export interface AppOptions {
  readonly services: readonly ServiceEntry[];
  readonly vpcEndpointDns: string;
  readonly health: HealthMonitor;
  readonly clock: Clock;
}

const count = { type: 'integer', minimum: 0 };
const healthStatus = {
  type: 'object',
  required: ['healthy', 'last_check'],
  properties: {
    healthy: { type: 'boolean' },
    last_check: { type: 'string', format: 'date-time' },
    response_code: { type: 'integer' },
    error: { type: 'string' },
  },
};

const rootSchema = {
  summary: 'The services and their health',
  response: {
    200: {
      description: 'What the gateway leads to',
      type: 'object',
      properties: {
        message: { type: 'string' },
        vpc_endpoint: { type: 'string' },
        available_services: count,
        services: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              path: { type: 'string' },
              port: { type: 'integer' },
              health_endpoint: { type: 'string' },
              version: { type: 'string' },
              status: { type: 'string', enum: ['healthy', 'unhealthy'] },
              last_check: { type: ['string', 'null'], format: 'date-time' },
            },
          },
        },
        endpoints: { type: 'array', items: { type: 'string' } },
      },
    },
  },
};

const healthSchema = {
  summary: 'Health of the gateway itself',
  response: {
    200: {
      description: '`healthy` when at least one service is, else `degraded`; the gateway answers 200 either way',
      type: 'object',
      properties: {
        status: { type: 'string', enum: ['healthy', 'degraded'] },
        timestamp: { type: 'string', format: 'date-time' },
        services: { type: 'object', properties: { total: count, healthy: count, unhealthy: count } },
        details: { type: 'object', additionalProperties: healthStatus },
      },
    },
  },
};

/** The paths that the gateway answers itself: `/`, `/health` and `/openapi.json`. */
export function buildApp({ services, vpcEndpointDns, health, clock }: AppOptions): FastifyInstance {
  const app = fastify({ logger: false });
  const healthyCount = () => services.filter(({ name }) => health.isHealthy(name)).length;

  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Microservice Proxy Gateway',
        description: 'Leads to the microservices over PrivateLink',
        version: '1.0.0',
      },
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new Error('openapi: the document must be of version 3');
      const { openapiObject } = document;
      return { ...openapiObject, paths: { ...openapiObject.paths, ...apiPaths(services) } };
    },
  });
  void app.register((routes, _options, done) => {
    routes.get('/', { schema: rootSchema }, () => ({
      message: 'Microservice Proxy Gateway',
      vpc_endpoint: vpcEndpointDns,
      available_services: healthyCount(),
      services: Object.fromEntries(
        services.map(({ name, title, path, port, healthEndpoint, version }) => [
          name,
          {
            name: title,
            path,
            port,
            health_endpoint: healthEndpoint,
            version,
            status: health.isHealthy(name) ? 'healthy' : 'unhealthy',
            last_check: health.status(name)?.last_check ?? null,
          },
        ]),
      ),
      endpoints: services.map(({ name }) => `/api/${name}`),
    }));
    routes.get('/health', { schema: healthSchema }, () => {
      const healthy = healthyCount();
      return {
        status: healthy > 0 ? 'healthy' : 'degraded',
        timestamp: new Date(clock.nowMs()).toISOString(),
        services: { total: services.length, healthy, unhealthy: services.length - healthy },
        details: health.details(),
      };
    });
    routes.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
    done();
  });
  return app;
}
