import { AllowedHosts } from '../front/host-names';
import { type ListenerDefinition, type LoadBalancerDefinition, type Topology } from './definition/definitions';
import { namesOf } from './names';

const ownNames = ['localhost', '*.localhost', '127.0.0.1', '::1'];

/** A name, or all below one; other patterns of rules are no list of names. */
const plainPattern = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i;

/**
 * The names of a listener's certificate: those of the deployed one, so that a client that would be refused on AWS is
 * refused here too. When a deployed one is not among the deployments, the names that lead to the load balancer. One
 * that faces the internet has this machine's names and those that lead to it besides.
 */
export function certificateNames(
  listener: ListenerDefinition,
  loadBalancer: LoadBalancerDefinition,
  topology: Topology,
): readonly string[] {
  const known = listener.certificateArns.map((arn) => topology.certificates.get(arn));
  const deployed = known.flatMap((names) => names ?? []);
  if (!loadBalancer.internal) return [...ownNames, ...deployed, ...namesOf(loadBalancer, topology)];
  return known.includes(undefined) || known.length === 0 ? [...deployed, ...namesOf(loadBalancer, topology)] : deployed;
}

/**
 * The values of `Host` that a listener answers: the names that lead to it, those of its certificate and its rules, this
 * machine's own and `more`.
 * @throws RangeError naming the entry of `more` that is no host name
 */
export function listenerHosts(
  listener: ListenerDefinition,
  loadBalancer: LoadBalancerDefinition,
  topology: Topology,
  options: { readonly host: string; readonly more: readonly string[] },
): AllowedHosts {
  const ofRules = listener.rules.flatMap(({ conditions }) =>
    conditions.flatMap((condition) => (condition.kind === 'host-header' ? condition.values : [])),
  );
  const ofCertificates = listener.certificateArns.flatMap((arn) => topology.certificates.get(arn) ?? []);
  const deployed = [...namesOf(loadBalancer, topology), ...ofCertificates, ...ofRules];
  return new AllowedHosts(options.host, [...deployed.filter((name) => plainPattern.test(name)), ...options.more]);
}
