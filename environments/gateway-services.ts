import { z } from 'zod';
import { type FieldType, type GatewayService } from './environment';
import { matching } from './fields';

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

const fieldTypes = 'must be text, email, integer, amount, boolean, timestamp or a list of two or more different texts';

const fieldType = z.union(
  [
    z.enum(['text', 'email', 'integer', 'amount', 'boolean', 'timestamp']),
    z
      .array(z.string().min(1).max(40))
      .min(2)
      .refine((texts) => new Set(texts).size === texts.length, fieldTypes),
  ],
  fieldTypes,
);

const number = (min: number, max: number) =>
  z
    .int(`must be an integer from ${min} to ${max}`)
    .min(min, `must be an integer from ${min} to ${max}`)
    .max(max, `must be an integer from ${min} to ${max}`);

const serviceSchema = z.strictObject({
  name: matching(
    /^(?!(egress-proxy|gateway-proxy|proxy|services-nlb)$)[a-z][a-z0-9-]{0,14}[a-z0-9]$/,
    '2 to 16 lower-case letters, digits and hyphens, and none of egress-proxy, gateway-proxy, proxy and services-nlb',
  ),
  title: matching(/^[A-Za-z][A-Za-z0-9 ]{0,59}$/, 'a title of letters, digits and spaces'),
  path: matching(
    /^\/(?!(health|api)$)[a-z][a-z0-9-]{0,62}$/,
    'one path segment such as /users, and not /health or /api',
  ),
  port: number(1024, 65_535),
  priority: number(51, 49_999),
  healthPriority: number(1, 49),
  version: matching(/^v\d{1,3}$/, 'a version such as v1'),
  fields: z
    .record(matching(/^[a-z][a-z0-9_]{0,39}$/, 'a field name of lower-case letters, digits and _'), fieldType)
    .refine((fields) => Object.keys(fields).length > 0, 'must name at least one field')
    .refine(
      (fields) => !('id' in fields || 'created_at' in fields),
      'must not name id or created_at, which every item has',
    ),
  examples: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).optional(),
});

/** What no two services may share. */
const uniqueKeys = ['name', 'path', 'port', 'priority', 'healthPriority'] as const;

interface ServiceFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly got: unknown;
}

const valueOf = (type: FieldType): z.ZodType => {
  if (typeof type !== 'string') return z.enum([...type], `must be one of ${type.join(', ')}`);
  const types = {
    text: z.string('must be a text').min(1, 'must not be empty'),
    email: z.email('must be an e-mail address'),
    integer: z.int('must be an integer'),
    amount: z.number('must be a number').min(0, 'must be 0 or more'),
    boolean: z.boolean('must be true or false'),
    timestamp: z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T12:00:00Z' }),
  };
  return types[type];
};

/** Examples that do not have exactly the service's fields. */
function exampleFaults(services: readonly GatewayService[]): ServiceFault[] {
  return services.flatMap(({ fields, examples }, index) => {
    const item = z.strictObject(
      Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, valueOf(type)])),
    );
    return issuesOf(z.array(item).max(99, 'must hold at most 99 items'), examples ?? []).map((fault) => ({
      ...fault,
      path: [index, 'examples', ...fault.path],
    }));
  });
}

function issuesOf(schema: z.ZodType, value: unknown): ServiceFault[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map((issue) => ({
    path: issue.path,
    message: issue.code === 'unrecognized_keys' ? `has no field ${issue.keys.join(', ')}` : issue.message,
    got: at(value, issue.path),
  }));
}

function sharedValues(services: readonly GatewayService[]): ServiceFault[] {
  return uniqueKeys.flatMap((key) =>
    services.flatMap((service, index) => {
      const first = services.findIndex((other) => other[key] === service[key]);
      return first === index
        ? []
        : [
            {
              path: [index, key],
              message: `must differ from that of ${services[first]?.name ?? ''}`,
              got: service[key],
            },
          ];
    }),
  );
}

/** The list of microservices as JSON; each fault tells where in the list it is. */
export const services = z.string().transform((text, context): readonly GatewayService[] => {
  const report = ({ path, message, got }: ServiceFault): void =>
    context.addIssue({
      code: 'custom',
      path: [...path],
      message,
      params: { got: got === undefined ? 'nothing' : JSON.stringify(got) },
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    report({
      path: [],
      message: `must be a JSON list: ${error instanceof Error ? error.message : String(error)}`,
      got: text.slice(0, 60),
    });
    return z.NEVER;
  }
  const list = z
    .array(serviceSchema, 'must be a JSON list')
    .min(1, 'must name at least one service')
    .max(30, 'must name at most 30 services');
  const parsed = list.safeParse(value);
  const faults = parsed.success ? [...sharedValues(parsed.data), ...exampleFaults(parsed.data)] : issuesOf(list, value);
  for (const fault of faults) report(fault);
  return parsed.success && faults.length === 0 ? parsed.data : z.NEVER;
});
