import ipaddr from 'ipaddr.js';
import { matchesGlob } from './glob';
import { type Action, type Condition, type RoutedRequest, type Rule } from './rule';

/**
 * The action of the first rule whose conditions all hold.
 * @param rules by priority; the last must be one without conditions
 * @throws Error when none holds
 */
export function matchRule(rules: readonly Rule[], request: RoutedRequest): Action {
  const rule = rules.find(({ conditions }) => conditions.every((condition) => holds(condition, request)));
  if (rule === undefined) throw new Error('listener: no rule holds, and it has no default action');
  return rule.action;
}

function holds(condition: Condition, request: RoutedRequest): boolean {
  switch (condition.kind) {
    case 'path-pattern':
      return condition.values.some((pattern) => matchesGlob(pattern, request.path));
    case 'host-header':
      return condition.values.some((pattern) => matchesFolded(pattern, request.host));
    case 'http-request-method':
      return condition.values.includes(request.method);
    case 'http-header': {
      const present = headerValues(request.rawHeaders, condition.name);
      return condition.values.some((pattern) => present.some((value) => matchesFolded(pattern, value)));
    }
    case 'query-string': {
      const present = queryEntries(request.query);
      return condition.values.some(({ key, value: pattern }) =>
        present.some(
          ([name, value]) => (key === undefined || matchesFolded(key, name)) && matchesFolded(pattern, value),
        ),
      );
    }
    case 'source-ip':
      return condition.values.some((cidr) => isWithin(request.sourceIp, cidr));
  }
}

function matchesFolded(pattern: string, text: string): boolean {
  return matchesGlob(pattern.toLowerCase(), text.toLowerCase());
}

function headerValues(rawHeaders: readonly string[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);
}

function queryEntries(query: string): readonly (readonly [string, string])[] {
  if (query === '') return [];
  return query.split('&').map((entry) => {
    const [name = '', value = ''] = entry.split(/=(.*)/s);
    return [name, value];
  });
}

function isWithin(address: string, cidr: string): boolean {
  const parsed = ipaddr.process(address);
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}
