import { type Attributes, type StoreContext } from '../knowledge';
import { text } from './attributes';
import { matches, oneOf, type Rule } from './rules';

/** What Application Auto Scaling scales: the shape of a resource id and the dimensions of each namespace. */
const namespaces: Readonly<
  Record<
    string,
    { readonly resource: RegExp; readonly form: string; readonly dimensions: readonly string[]; readonly role: string }
  >
> = {
  ecs: {
    resource: /^service\/[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+$/,
    form: 'service/<cluster>/<service>',
    dimensions: ['ecs:service:DesiredCount'],
    role: 'ECSService',
  },
  dynamodb: {
    resource: /^table\/[A-Za-z0-9_.-]+(\/index\/[A-Za-z0-9_.-]+)?$/,
    form: 'table/<table> or table/<table>/index/<index>',
    dimensions: [
      'dynamodb:index:ReadCapacityUnits',
      'dynamodb:index:WriteCapacityUnits',
      'dynamodb:table:ReadCapacityUnits',
      'dynamodb:table:WriteCapacityUnits',
    ],
    role: 'DynamoDBTable',
  },
  lambda: {
    resource: /^function:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$/,
    form: 'function:<name>:<alias>',
    dimensions: ['lambda:function:ProvisionedConcurrency'],
    role: 'LambdaConcurrency',
  },
};

/** The attributes that name a scalable target. */
export const targetAttributes = ['service_namespace', 'resource_id', 'scalable_dimension'] as const;

/** Rules of the attributes that name a scalable target; what another namespace takes passes. */
export function targetRules(config: Attributes): Readonly<Record<string, Rule>> {
  const known = namespaces[text(config, 'service_namespace') ?? ''];
  return known === undefined
    ? {}
    : {
        resource_id: matches(
          known.resource,
          `ValidationException: Unsupported service namespace, resource type or scalable dimension; must be ${known.form}`,
        ),
        scalable_dimension: oneOf(...known.dimensions),
      };
}

/** The end of the service-linked role that scales the namespace's resources; `undefined` for one that is not in the table. */
export function scalingRole(namespace: string): string | undefined {
  const role = namespaces[namespace]?.role;
  return role === undefined
    ? undefined
    : `aws-service-role/${namespace}.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_${role}`;
}

/** Whether the ECS service that the target names is in the account. */
export function hasEcsService(resourceId: string, context: StoreContext): boolean {
  const [, cluster = '', name = ''] = resourceId.split('/');
  return context
    .find('aws_ecs_service', { name })
    .some((service) => (text(service, 'cluster') ?? '').replace(/^.*:cluster\//, '') === cluster);
}
