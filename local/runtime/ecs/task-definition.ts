import { z } from 'zod';

const keyValue = z.object({ name: z.string(), value: z.string().nullish() });

export const dependencyConditions = ['START', 'COMPLETE', 'SUCCESS', 'HEALTHY'] as const;

/** A container definition as ECS' API has it. What is not read here stays as it is. */
export const containerDefinition = z.looseObject({
  name: z.string().min(1),
  image: z.string().min(1),
  essential: z.boolean().nullish(),
  entryPoint: z.array(z.string()).nullish(),
  command: z.array(z.string()).nullish(),
  environment: z.array(keyValue).nullish(),
  secrets: z.array(z.object({ name: z.string(), valueFrom: z.string() })).nullish(),
  portMappings: z.array(z.looseObject({ containerPort: z.number().int() })).nullish(),
  dependsOn: z.array(z.object({ containerName: z.string(), condition: z.enum(dependencyConditions) })).nullish(),
  healthCheck: z
    .object({
      command: z.array(z.string()).min(1),
      /** Seconds. */
      interval: z.number().min(5).max(300).nullish(),
      timeout: z.number().min(2).max(60).nullish(),
      retries: z.number().int().min(1).max(10).nullish(),
      startPeriod: z.number().min(0).max(300).nullish(),
    })
    .nullish(),
  /** Seconds, 0 to 120. */
  stopTimeout: z.number().min(0).max(120).nullish(),
  logConfiguration: z
    .looseObject({ logDriver: z.string(), options: z.record(z.string(), z.string()).nullish() })
    .nullish(),
});

export type ContainerDefinition = z.infer<typeof containerDefinition>;

/** A revision of a task definition. */
export interface TaskDefinition {
  /** With revision. */
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly containers: readonly ContainerDefinition[];
  /** The other fields by their names in the API, such as `cpu` and `networkMode`. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/**
 * What is wrong with the containers of a task definition, in ECS' words; undefined when nothing is.
 */
export function containersProblem(containers: readonly ContainerDefinition[]): string | undefined {
  if (containers.length === 0) return 'Container list cannot be empty.';
  const names = new Set<string>();
  for (const { name } of containers) {
    if (names.has(name)) return `Duplicate container name: ${name}`;
    names.add(name);
  }
  if (!containers.some(isEssential)) return 'At least one container must be marked as essential.';
  const started = new Set<string>();
  // Each round takes those whose dependencies are taken; what is left then depends on itself or on nothing there.
  for (let before = -1; before !== started.size;) {
    before = started.size;
    for (const { name, dependsOn } of containers)
      if ((dependsOn ?? []).every(({ containerName }) => started.has(containerName))) started.add(name);
  }
  if (started.size === containers.length) return undefined;
  const left = containers.filter(({ name }) => !started.has(name)).map(({ name }) => name);
  return `dependsOn of ${left.join(', ')} must name other containers of the task, without a cycle`;
}

/** Containers are essential unless they say otherwise. */
export function isEssential({ essential }: ContainerDefinition): boolean {
  return essential !== false;
}

/** The container that a task is known by: its first essential one. */
export function mainContainer({ containers }: TaskDefinition): ContainerDefinition | undefined {
  return containers.find(isEssential);
}

/** The digest in `<repository>@sha256:…`; undefined for an image that is named by a tag. */
export function digestOf(image: string): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
}

/** Ports that the containers of a task listen on. */
export function portsOf({ containers }: Pick<TaskDefinition, 'containers'>): readonly number[] {
  return containers.flatMap(({ portMappings }) => (portMappings ?? []).map(({ containerPort }) => containerPort));
}
