import { type Configuration, type ConfiguredResource, type Properties } from './configuration';

/** A container of a task definition, with its environment by name. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly stopTimeout: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A synthesized stack, asked for its resources. */
export class SynthesizedStack {
  readonly configuration: Configuration;

  constructor(configuration: Configuration) {
    this.configuration = configuration;
  }

  all(type: string, part = ''): readonly Properties[] {
    return this.#matching(type, part).map(({ properties }) => properties);
  }

  /** The one resource of a type whose address holds `part`. @throws Error when none or several do. */
  only(type: string, part = ''): Properties {
    return this.resource(type, part).properties;
  }

  /** The same with its address. @throws Error when none or several match. */
  resource(type: string, part = ''): ConfiguredResource {
    const [first, ...others] = this.#matching(type, part);
    if (!first || others.length > 0)
      throw new Error(`${first ? others.length + 1 : 0} resources ${type} match "${part}"`);
    return first;
  }

  /** Statements of the one inline policy whose address holds `part`. */
  statements(part: string): unknown {
    return (JSON.parse(String(this.only('aws_iam_role_policy', part).policy)) as { Statement: unknown }).Statement;
  }

  /** The containers of the one task definition whose address holds `part`, with their environments by name. */
  containers(part = ''): readonly Container[] {
    const containers = JSON.parse(String(this.only('aws_ecs_task_definition', part).container_definitions)) as (Omit<
      Container,
      'environment'
    > & { environment: { name: string; value: string }[] })[];
    return containers.map((container) => ({
      ...container,
      environment: Object.fromEntries(container.environment.map(({ name, value }) => [name, value])),
    }));
  }

  /** The first container of that task definition. @throws Error when it has none. */
  container(part = ''): Container {
    const [container] = this.containers(part);
    if (!container) throw new Error(`the task definition "${part}" has no container`);
    return container;
  }

  /** Titles of the dashboard's graphs, one list a row. */
  dashboardRows(): readonly (readonly string[])[] {
    const { widgets } = JSON.parse(String(this.only('aws_cloudwatch_dashboard').dashboard_body)) as {
      widgets: { y: number; properties: { title: string } }[];
    };
    const rows = [...new Set(widgets.map(({ y }) => y))].sort((one, other) => one - other);
    return rows.map((row) => widgets.filter(({ y }) => y === row).map(({ properties }) => properties.title));
  }

  #matching(type: string, part: string): readonly ConfiguredResource[] {
    return this.configuration.resources.filter((one) => one.type === type && one.address.includes(part));
  }
}
