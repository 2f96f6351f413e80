import { type Attributes, type Refusal, type StoreContext } from '../knowledge';
import { blocks, integer, isSet, text } from './attributes';
import { refusal } from './rules';

/** The target groups that the actions of a listener or rule forward to. @param name `action` or `default_action` */
export function forwardedGroups(attributes: Attributes, name: string): readonly string[] {
  return blocks(attributes, name).flatMap((action) => [
    ...(isSet(action.target_group_arn) ? [text(action, 'target_group_arn') ?? ''] : []),
    ...blocks(action, 'forward')
      .flatMap((forward) => blocks(forward, 'target_group'))
      .flatMap((group) => text(group, 'arn') ?? []),
  ]);
}

/** The ARN of the load balancer that a listener belongs to. */
export function balancerOf(listenerArn: string): string {
  return listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '');
}

/** ARNs of the load balancers whose listeners and rules forward to a target group. */
export function balancersOf(groupArn: string, context: StoreContext): readonly string[] {
  const listeners = context
    .find('aws_lb_listener', {})
    .filter((listener) => forwardedGroups(listener, 'default_action').includes(groupArn))
    .map((listener) => text(listener, 'load_balancer_arn') ?? '');
  const rules = context
    .find('aws_lb_listener_rule', {})
    .filter((rule) => forwardedGroups(rule, 'action').includes(groupArn))
    .map((rule) => balancerOf(text(rule, 'listener_arn') ?? ''));
  return [...new Set([...listeners, ...rules])];
}

/** Protocols of target groups that a listener of each protocol may forward to. */
const compatible: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTP', 'HTTPS'],
  HTTPS: ['HTTP', 'HTTPS'],
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TCP', 'TLS'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
};

/** What of a listener decides whether it may forward to a target group. */
export interface ForwardingListener {
  readonly balancer: string;
  readonly protocol: string;
  readonly port: number | undefined;
}

function groupProblem(group: Attributes, listener: ForwardingListener, context: StoreContext): string | undefined {
  const arn = text(group, 'arn') ?? '';
  const protocol = text(group, 'protocol') ?? '';
  const type = text(group, 'target_type') ?? 'instance';
  const allowed = compatible[listener.protocol];
  if (type !== 'lambda' && allowed !== undefined && !allowed.includes(protocol)) {
    return `InvalidLoadBalancerAction: Listener protocol '${listener.protocol}' is not supported with a target group with protocol '${protocol}'`;
  }
  if (type === 'alb' && listener.protocol !== 'TCP') {
    return `InvalidConfigurationRequest: Listener protocol '${listener.protocol}' is not supported with a target group with the target-type 'alb'`;
  }
  if (type === 'alb' && listener.port !== undefined && listener.port !== group.port) {
    return `InvalidConfigurationRequest: The port ${listener.port} of the listener must match the port ${integer(group, 'port') ?? ''} of the target group with the target-type 'alb'`;
  }
  if (type === 'lambda' && allowed?.includes('HTTP') !== true) {
    return `InvalidConfigurationRequest: Listener protocol '${listener.protocol}' is not supported with a target group with the target-type 'lambda'`;
  }
  return balancersOf(arn, context).some((other) => other !== listener.balancer)
    ? `TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load balancer: ${arn}`
    : undefined;
}

/** What AWS refuses of a forward to target groups that the account has. @param name `action` or `default_action` */
export function forwardRefusals(
  planned: Attributes,
  name: string,
  listener: ForwardingListener,
  context: StoreContext,
): readonly Refusal[] {
  return forwardedGroups(planned, name)
    .flatMap((arn) => context.find('aws_lb_target_group', { arn }))
    .flatMap((group) => groupProblem(group, listener, context) ?? [])
    .map((problem) => refusal([name], problem));
}
