import { type App, TerraformStack } from 'cdktf';
import {
  type Environment,
  type GatewayEnvironment,
  type GatewayService,
  type Stage,
} from '../../environments/environment';
import { loadEnvironments } from '../../environments/load';
import { addGateway } from '../../stacks/gateway/gateway';
import { type Configuration, synthesize } from './configuration';
import { SynthesizedStack } from './synthesized-stack';

export type GatewayPart = 'network' | 'services' | 'egress' | 'link' | 'proxy';

const environments = loadEnvironments({ shell: {} });

export function gatewayEnvironment(stage: Stage, change: Partial<GatewayEnvironment> = {}): Environment {
  const environment = environments.find((one) => one.stage === stage);
  if (!environment) throw new Error(`no environment of ${stage}`);
  return { ...environment, gateway: { ...environment.gateway, ...change } };
}

/** One more microservice than the environments have. */
export const refunds: GatewayService = {
  name: 'refunds',
  title: 'Refund Service',
  path: '/refunds',
  port: 3003,
  priority: 400,
  healthPriority: 14,
  version: 'v1',
  fields: { payment_id: 'integer', reason: 'text' },
};

/** Synthesizes the gateway of a stage, with some fields of its environment changed. */
export function synthesizeGateway(
  stage: Stage,
  change: Partial<GatewayEnvironment> = {},
): (part: GatewayPart) => SynthesizedStack {
  const stacks = synthesize((app) => {
    addGateway(app, gatewayEnvironment(stage, change));
  });
  return (part) => {
    const found = stacks.find(({ stackId }) => stackId === `gateway-${part}-${stage}`);
    if (!found) throw new Error(`no stack gateway-${part}-${stage}`);
    return new SynthesizedStack(found);
  };
}

export interface GatewayStacks {
  readonly configurations: readonly Configuration[];
  /** Ids of the stacks that each must follow, by its id. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  /** One stack by its id. @throws Error when there is none. */
  stack(stackId: string): SynthesizedStack;
}

/** Synthesizes the gateway of every stage, with some fields of the environments changed. */
export function synthesizeGatewayOfEveryStage(change: Partial<GatewayEnvironment> = {}): GatewayStacks {
  let made: App | undefined;
  const configurations = synthesize((app) => {
    made = app;
    for (const { stage } of environments) addGateway(app, gatewayEnvironment(stage, change));
  });
  const stacks = made?.node.children.filter((child) => child instanceof TerraformStack) ?? [];
  return {
    configurations,
    dependencies: Object.fromEntries(
      stacks.map((stack) => [stack.node.id, stack.dependencies.map(({ node }) => node.id).sort()]),
    ),
    stack(stackId) {
      const found = configurations.find((configuration) => configuration.stackId === stackId);
      if (!found) throw new Error(`no stack ${stackId}`);
      return new SynthesizedStack(found);
    },
  };
}
