import { type Attributes, type Refusal } from '../knowledge';
import { blocks, hasUnknown, isSet, text } from './attributes';
import { between, isArn, lengthBetween, matches, oneOf, refusal, type Rule } from './rules';

const actionTypes = [
  'authenticate-cognito',
  'authenticate-oidc',
  'fixed-response',
  'forward',
  'jwt-validation',
  'redirect',
] as const;

/** The attributes or blocks of which an action of a type needs one. */
const neededBy: Readonly<Record<string, readonly string[]>> = {
  forward: ['target_group_arn', 'forward'],
  'fixed-response': ['fixed_response'],
  redirect: ['redirect'],
};

const maxBodyLength = 1024;
/** Groups that one forward action may share its requests among. */
const maxForwardGroups = 5;

/** Rules of the values inside actions. @param name `action` or `default_action` */
export function actionRules(name: string): Readonly<Record<string, Rule | readonly Rule[]>> {
  return {
    [`${name}.type`]: oneOf(...actionTypes),
    [`${name}.order`]: between(1, 50_000),
    [`${name}.target_group_arn`]: isArn('elasticloadbalancing'),
    [`${name}.fixed_response.content_type`]: oneOf(
      'text/plain',
      'text/css',
      'text/html',
      'application/javascript',
      'application/json',
    ),
    [`${name}.fixed_response.message_body`]: lengthBetween(0, maxBodyLength),
    [`${name}.fixed_response.status_code`]: matches(/^[245]\d\d$/, 'must be 2XX, 4XX or 5XX'),
    [`${name}.forward.stickiness.duration`]: between(1, 604_800),
    [`${name}.forward.target_group.arn`]: isArn('elasticloadbalancing'),
    [`${name}.forward.target_group.weight`]: between(0, 999),
    [`${name}.redirect.path`]: matches(/^\//, "must begin with '/'"),
    [`${name}.redirect.port`]: matches(/^(#\{port\}|[1-9]\d{0,4})$/, 'must be a port or #{port}'),
    [`${name}.redirect.protocol`]: oneOf('#{protocol}', 'HTTP', 'HTTPS'),
    [`${name}.redirect.status_code`]: oneOf('HTTP_301', 'HTTP_302'),
  };
}

/** Values that a redirect has where none is given: all as the request has them. */
export const sameAsRequest: Readonly<Record<string, string>> = {
  host: '#{host}',
  path: '/#{path}',
  port: '#{port}',
  protocol: '#{protocol}',
  query: '#{query}',
};

function redirectsToItself(action: Attributes): boolean {
  return blocks(action, 'redirect').some((redirect) =>
    Object.entries(sameAsRequest).every(([name, same]) =>
      hasUnknown(redirect, name) ? false : (text(redirect, name) ?? same) === same,
    ),
  );
}

/** What AWS finds wrong with the actions of a listener or rule. @param name `action` or `default_action` */
export function actionRefusals(config: Attributes, name: string): readonly Refusal[] {
  return blocks(config, name).flatMap((action, index) => {
    const type = text(action, 'type') ?? '';
    const needed = neededBy[type] ?? [];
    const strange = Object.entries(neededBy)
      .filter(([other]) => neededBy[type] !== undefined && other !== type)
      .flatMap(([, names]) => names)
      .find((one) => isSet(action[one]));
    const groups = blocks(action, 'forward').flatMap((forward) => blocks(forward, 'target_group'));
    const problems = [
      needed.length > 0 && !hasUnknown(action, ...needed) && !needed.some((one) => isSet(action[one]))
        ? `ValidationError: an action of type ${type} needs ${needed.join(' or ')}`
        : undefined,
      strange === undefined ? undefined : `ValidationError: an action of type ${type} takes no ${strange}`,
      groups.length > maxForwardGroups
        ? `TooManyUniqueTargetGroupsPerLoadBalancer: a forward action takes at most ${maxForwardGroups} target groups, got ${groups.length}`
        : undefined,
      redirectsToItself(action)
        ? 'InvalidLoadBalancerAction: The redirect configuration is not valid because it creates a loop.'
        : undefined,
    ];
    return problems.flatMap((problem) => (problem === undefined ? [] : [refusal([name, index], problem)]));
  });
}
