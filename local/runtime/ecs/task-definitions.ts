import { z } from 'zod';
import { type DeployedResource } from '../state/deployment';
import {
  containerDefinition,
  containersProblem,
  type ContainerDefinition,
  type TaskDefinition,
} from './task-definition';

const text = z.string().nullish();
const attributes = z.object({
  arn: z.string(),
  family: z.string(),
  revision: z.number(),
  container_definitions: z.string(),
  cpu: text,
  memory: text,
  network_mode: text,
  execution_role_arn: text,
  task_role_arn: text,
  requires_compatibilities: z.array(z.string()).nullish(),
  runtime_platform: z.array(z.object({ cpu_architecture: text, operating_system_family: text })).nullish(),
  ephemeral_storage: z.array(z.object({ size_in_gib: z.number() })).nullish(),
  volume: z.array(z.looseObject({ name: z.string() })).nullish(),
});

/** Reads an `aws_ecs_task_definition`. @throws Error naming `where` when it is not one */
export function readTaskDefinition({ address, attributes: given }: Pick<DeployedResource, 'address' | 'attributes'>) {
  const parsed = attributes.safeParse(given);
  if (!parsed.success) throw new Error(`${address}: not a task definition: ${z.prettifyError(parsed.error)}`);
  const { arn, family, revision, container_definitions: json, ...more } = parsed.data;
  const containers = z.array(containerDefinition).safeParse(JSON.parse(json));
  if (!containers.success) throw new Error(`${address}: container_definitions: ${z.prettifyError(containers.error)}`);
  const problem = containersProblem(containers.data);
  if (problem !== undefined) throw new Error(`${address}: container_definitions: ${problem}`);
  const [platform] = more.runtime_platform ?? [];
  const [storage] = more.ephemeral_storage ?? [];
  const rest = {
    cpu: more.cpu,
    memory: more.memory,
    networkMode: more.network_mode,
    executionRoleArn: more.execution_role_arn,
    taskRoleArn: more.task_role_arn,
    requiresCompatibilities: more.requires_compatibilities,
    runtimePlatform: platform && {
      cpuArchitecture: platform.cpu_architecture,
      operatingSystemFamily: platform.operating_system_family,
    },
    ephemeralStorage: storage && { sizeInGiB: storage.size_in_gib },
    volumes: (more.volume ?? []).map(({ name }) => ({ name })),
  };
  return { arn, family, revision, containers: containers.data, rest: withoutEmpty(rest) } satisfies TaskDefinition;
}

function withoutEmpty(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const given = Object.entries(values).filter(([, value]) => ![undefined, null, ''].some((empty) => empty === value));
  return Object.fromEntries(given);
}

/** The task definitions of one account and region. */
export class TaskDefinitions {
  readonly #byArn = new Map<string, TaskDefinition>();
  readonly #arnPrefix: string;
  readonly #find: (family: string) => readonly TaskDefinition[];

  /**
   * @param find the revisions of a family that were registered elsewhere meanwhile
   */
  constructor(
    place: { readonly accountId: string; readonly region: string },
    find: (family: string) => readonly TaskDefinition[] = () => [],
  ) {
    this.#arnPrefix = `arn:aws:ecs:${place.region}:${place.accountId}:task-definition/`;
    this.#find = find;
  }

  add(definition: TaskDefinition): void {
    this.#byArn.set(definition.arn, definition);
  }

  /** The revision that `selector` names: an ARN, `family:revision`, or a family for its latest one. */
  get(selector: string): TaskDefinition | undefined {
    const name = selector.startsWith(this.#arnPrefix) ? selector.slice(this.#arnPrefix.length) : selector;
    const [family = '', revision] = name.split(':');
    if (revision === undefined) return this.#revisions(family).at(-1);
    const arn = `${this.#arnPrefix}${name}`;
    return this.#byArn.get(arn) ?? this.#revisions(family).find((definition) => definition.arn === arn);
  }

  /** The next revision of a family, which is yet to be added. */
  next(
    family: string,
    containers: readonly ContainerDefinition[],
    rest: Readonly<Record<string, unknown>>,
  ): TaskDefinition {
    const revision = (this.#revisions(family).at(-1)?.revision ?? 0) + 1;
    return { arn: `${this.#arnPrefix}${family}:${revision}`, family, revision, containers, rest };
  }

  /** All revisions of a family, oldest first. */
  #revisions(family: string): readonly TaskDefinition[] {
    for (const definition of this.#find(family)) {
      if (!this.#byArn.has(definition.arn)) this.add(definition);
    }
    const found = [...this.#byArn.values()].filter((definition) => definition.family === family);
    return found.sort((a, b) => a.revision - b.revision);
  }
}
