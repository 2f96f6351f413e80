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
    text: 'Commands are kept as events; what people read is built from them. Both sides are deployed and scaled on their own.',
    parts: 'Event store, projections, read models, the same delivery pipeline',
  },
  {
    name: 'operations',
    title: 'Operations',
    text: 'What watches the other four: alarms that reach people, budgets, schedules and the records of who changed what.',
    parts: 'Alarms, budgets, schedules, audit logs',
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
