import { type Adapter } from './adapter';
import { appsync } from './appsync';
import { awsEndpoint } from './aws-endpoint';
import { cloudfront } from './cloudfront';
import { dynamodb } from './dynamodb';
import { ecs } from './ecs';
import { lambda } from './lambda';
import { loadBalancing } from './load-balancing';
import { s3 } from './s3';
import { ssm } from './ssm';

/** What brings which resource types to life. Order is of no matter: each names what it needs. */
export const adapters: readonly Adapter[] = [
  appsync,
  awsEndpoint,
  cloudfront,
  dynamodb,
  ecs,
  lambda,
  loadBalancing,
  s3,
  ssm,
];
