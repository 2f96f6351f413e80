export interface SystemDescription {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly parts: string;
}

/** The five systems, in the words of the landing page. */
export const systems: readonly SystemDescription[] = [
  {
    name: 'mesh',
    title: 'Mesh',
    text: 'Groups of programs share sensor data and events while they run. Clients subscribe to a group and get every report in the order it was made.',
    parts: 'AppSync, JavaScript resolvers, Lambda, DynamoDB with time to live',
  },
  {
    name: 'gateway',
    title: 'Gateway',
    text: 'One public proxy in front of services in a network without a way in or out. A second link, in the other direction, lets them call a short list of hosts.',
    parts: 'PrivateLink, two load balancers, Fargate, a proxy with circuit breakers',
  },
  {
    name: 'web',
    title: 'Web',
    text: 'This site: rendered on the server, cached at the edge, released without a moment in which a page asks for a file that is gone.',
    parts: 'CloudFront, a VPC origin, Fargate with nginx and Nuxt, a delivery pipeline',
  },
  {
    name: 'cqrs',
    title: 'CQRS',
    text: 'To come. Commands are kept as events; what people read is built from them.',
    parts: 'HTTP API, Cognito, NestJS on Lambda, Step Functions, the same delivery pipeline',
  },
  {
    name: 'operations',
    title: 'Operations',
    text: 'To come. Building blocks for running the others: sessions, schedules, queues and large batches in parts.',
    parts: 'Session Manager, CloudWatch, EventBridge, SQS, SNS, sharded batches',
  },
];

export interface StageDescription {
  readonly name: string;
  readonly use: string;
  readonly keeps: string;
}

export const stages: readonly StageDescription[] = [
  { name: 'stg', use: 'Every change arrives here first, from the pipeline.', keeps: 'Nothing that cannot be lost' },
  { name: 'stg2', use: 'A second place for tests that would disturb the first.', keeps: 'Nothing that cannot be lost' },
  { name: 'prod', use: 'What people use; a person approves each release.', keeps: 'All data, guarded against removal' },
];
