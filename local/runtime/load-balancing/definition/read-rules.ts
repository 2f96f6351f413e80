import { z } from 'zod';
import { type Action, type Condition, type Rule } from '../rules/rule';

/** A nested block as the provider writes it: a list, which is absent or null when there is none. */
const blocks = <T extends z.ZodType>(schema: T) =>
  z
    .array(schema)
    .nullish()
    .transform((list) => list ?? []);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

export const actionSchema = z.object({
  type: z.string(),
  order: z.number().nullish(),
  target_group_arn: text,
  forward: blocks(z.object({ target_group: blocks(z.object({ arn: z.string(), weight: z.number().nullish() })) })),
  fixed_response: blocks(z.object({ content_type: z.string(), message_body: text, status_code: text })),
  redirect: blocks(
    z.object({
      protocol: text,
      host: text,
      port: text,
      path: text,
      query: z.string().nullish(),
      status_code: z.string(),
    }),
  ),
});

const valuesBlock = z.object({ values: texts, regex_values: texts });

export const conditionSchema = z.object({
  path_pattern: blocks(valuesBlock),
  host_header: blocks(valuesBlock),
  http_header: blocks(valuesBlock.extend({ http_header_name: z.string() })),
  http_request_method: blocks(z.object({ values: texts })),
  query_string: blocks(z.object({ key: text, value: z.string() })),
  source_ip: blocks(z.object({ values: texts })),
});

export const ruleSchema = z.object({
  listener_arn: z.string(),
  priority: z.number(),
  action: z.array(actionSchema),
  condition: z.array(conditionSchema),
  transform: blocks(z.object({ type: z.string() })),
});

/** A rule as the state has it. */
export function readRule({ action, condition, transform }: z.infer<typeof ruleSchema>): Rule {
  const [transformed] = transform;
  const usesRegex = condition.some(({ path_pattern, host_header, http_header }) =>
    [...path_pattern, ...host_header, ...http_header].some(({ regex_values }) => regex_values.length > 0),
  );
  const conditions = condition.flatMap(readConditions);
  if (transformed !== undefined) return { conditions, action: { kind: 'unsupported', type: transformed.type } };
  // Without its expressions a condition would hold for other requests than it should.
  if (usesRegex) return { conditions, action: { kind: 'unsupported', type: 'regex_values' } };
  return { conditions, action: readAction(action) };
}

/** The one that ends a request, of the actions of a rule; those before it, such as a login, do not run here. */
export function readAction(actions: readonly z.infer<typeof actionSchema>[]): Action {
  const ordered = [...actions].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const unsupported = ordered.find(({ type }) => !['forward', 'fixed-response', 'redirect'].includes(type));
  if (unsupported !== undefined) return { kind: 'unsupported', type: unsupported.type };
  const last = ordered.at(-1);
  const [fixed] = last?.fixed_response ?? [];
  const [redirect] = last?.redirect ?? [];
  if (last?.type === 'fixed-response' && fixed !== undefined) {
    const { status_code, content_type: contentType, message_body: body } = fixed;
    return { kind: 'fixed-response', status: Number(status_code || '200'), contentType, body };
  }
  if (last?.type === 'redirect' && redirect !== undefined) {
    return {
      kind: 'redirect',
      redirect: {
        protocol: redirect.protocol || '#{protocol}',
        host: redirect.host || '#{host}',
        port: redirect.port || '#{port}',
        path: redirect.path || '/#{path}',
        query: redirect.query ?? '#{query}',
        status: redirect.status_code === 'HTTP_301' ? 301 : 302,
      },
    };
  }
  const weighted = last?.forward.flatMap(({ target_group }) => target_group) ?? [];
  if (weighted.length > 0) {
    return { kind: 'forward', groups: weighted.map(({ arn, weight }) => ({ arn, weight: weight ?? 1 })) };
  }
  return { kind: 'forward', groups: last?.target_group_arn ? [{ arn: last.target_group_arn, weight: 1 }] : [] };
}

function readConditions(condition: z.infer<typeof conditionSchema>): readonly Condition[] {
  const { path_pattern, host_header, http_header, http_request_method, query_string, source_ip } = condition;
  const queries = query_string.map(({ key, value }) => (key === '' ? { value } : { key, value }));
  return [
    ...path_pattern.map(({ values }): Condition => ({ kind: 'path-pattern', values })),
    ...host_header.map(({ values }): Condition => ({ kind: 'host-header', values })),
    ...http_header.map(({ http_header_name: name, values }): Condition => ({ kind: 'http-header', name, values })),
    ...http_request_method.map(({ values }): Condition => ({ kind: 'http-request-method', values })),
    ...(queries.length === 0 ? [] : [{ kind: 'query-string', values: queries } as const]),
    ...source_ip.map(({ values }): Condition => ({ kind: 'source-ip', values })),
  ];
}
