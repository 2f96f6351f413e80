import { type App, TerraformStack } from 'cdktf';
import { type Environment, type GatewayEnvironment } from '../../../environments/environment';
import { loadEnvironments } from '../../../environments/load';
import { addGateway } from '../../../stacks/gateway/gateway';
import { type Configuration, type ConfiguredResource, type Properties, synthesize } from '../../support/configuration';

export interface GatewayStacks {
  readonly configurations: readonly Configuration[];
  /** Ids of the stacks that each must follow, by its id. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** The gateway of every stage, its environments changed by `change`. */
export function synthesizeGateway(change: Partial<GatewayEnvironment> = {}): GatewayStacks {
  let made: App | undefined;
  const configurations = synthesize((app) => {
    made = app;
    for (const environment of loadEnvironments({ shell: {} })) addGateway(app, withGateway(environment, change));
  });
  const stacks = made?.node.children.filter((child) => child instanceof TerraformStack) ?? [];
  return {
    configurations,
    dependencies: Object.fromEntries(
      stacks.map((stack) => [stack.node.id, stack.dependencies.map(({ node }) => node.id).sort()]),
    ),
  };
}

export function withGateway(environment: Environment, change: Partial<GatewayEnvironment>): Environment {
  return { ...environment, gateway: { ...environment.gateway, ...change } };
}

/** One stack by its id. @throws Error when there is none. */
export function stackOf({ configurations }: GatewayStacks, stackId: string): Configuration {
  const found = configurations.find((stack) => stack.stackId === stackId);
  if (!found) throw new Error(`no stack ${stackId}`);
  return found;
}

export function allOf(stack: Configuration, type: string): readonly Properties[] {
  return stack.resources.filter((resource) => resource.type === type).map(({ properties }) => properties);
}

/** The one resource of a type whose address holds `part`. @throws Error when none or several do. */
export function oneOf(stack: Configuration, type: string, part = ''): ConfiguredResource {
  const [found, ...more] = stack.resources.filter(
    (resource) => resource.type === type && resource.address.includes(part),
  );
  if (!found || more.length > 0) throw new Error(`${found ? more.length + 1 : 0} resources ${type} match "${part}"`);
  return found;
}
