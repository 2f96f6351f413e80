import {
  type Environment,
  type GatewayEnvironment,
  type GatewayService,
  type Stage,
} from '../../environments/environment';
import { loadEnvironments } from '../../environments/load';
import { addGateway } from '../../stacks/gateway/gateway';
import { type Configuration, type Properties, synthesize } from './configuration';

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

/** A synthesized stack, asked for its resources. */
export class SynthesizedStack {
  readonly configuration: Configuration;

  constructor(configuration: Configuration) {
    this.configuration = configuration;
  }

  all(type: string, part = ''): readonly Properties[] {
    return this.configuration.resources
      .filter((resource) => resource.type === type && resource.address.includes(part))
      .map(({ properties }) => properties);
  }

  /** The one resource of a type whose address holds `part`. @throws Error when none or several do. */
  only(type: string, part = ''): Properties {
    const [first, ...others] = this.all(type, part);
    if (!first || others.length > 0)
      throw new Error(`${first ? others.length + 1 : 0} resources ${type} match "${part}"`);
    return first;
  }

  /** Statements of the one inline policy whose address holds `part`. */
  statements(part: string): unknown {
    return (JSON.parse(String(this.only('aws_iam_role_policy', part).policy)) as { Statement: unknown }).Statement;
  }

  /** The container of the one task definition whose address holds `part`, with its environment by name. */
  container(part = ''): {
    readonly image: string;
    readonly stopTimeout: number;
    readonly environment: Record<string, string>;
  } {
    const [container] = JSON.parse(String(this.only('aws_ecs_task_definition', part).container_definitions)) as {
      image: string;
      stopTimeout: number;
      environment: { name: string; value: string }[];
    }[];
    if (!container) throw new Error(`the task definition "${part}" has no container`);
    return {
      ...container,
      environment: Object.fromEntries(container.environment.map(({ name, value }) => [name, value])),
    };
  }

  /** Titles of the dashboard's graphs, one list a row. */
  dashboardRows(): readonly (readonly string[])[] {
    const { widgets } = JSON.parse(String(this.only('aws_cloudwatch_dashboard').dashboard_body)) as {
      widgets: { y: number; properties: { title: string } }[];
    };
    const rows = [...new Set(widgets.map(({ y }) => y))].sort((one, other) => one - other);
    return rows.map((row) => widgets.filter(({ y }) => y === row).map(({ properties }) => properties.title));
  }
}

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
