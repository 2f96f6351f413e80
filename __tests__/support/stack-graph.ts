import { type Configuration, type ConfiguredResource } from './configuration';

/** A resource and the stack it is in. */
export interface PlacedResource extends ConfiguredResource {
  readonly stack: Configuration;
}

/** What a reference such as `${aws_vpc.Main.id}` names. */
export interface Reference {
  readonly resource: PlacedResource;
  readonly attribute: string;
}

const remoteState = /^data\.terraform_remote_state\.([\w-]+)\.outputs\.(.+)$/;

/** Several configurations and the references within and between them. */
export class StackGraph {
  readonly resources: readonly PlacedResource[];
  readonly #stacks: ReadonlyMap<string, Configuration>;

  constructor(stacks: readonly Configuration[]) {
    this.#stacks = new Map(stacks.map((stack) => [stack.stackId, stack]));
    this.resources = stacks.flatMap((stack) => stack.resources.map((resource) => ({ ...resource, stack })));
  }

  ofType(...types: readonly string[]): readonly PlacedResource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The resource that an expression of `stack` names, through the outputs of other stacks. Undefined for a plain text. */
  resolve(stack: Configuration, value: unknown): Reference | undefined {
    const expression = /^\$\{(.*)\}$/s.exec(String(value))?.[1];
    if (expression === undefined) return undefined;
    const [, dataName, output] = remoteState.exec(expression) ?? [];
    if (dataName === undefined || output === undefined) return this.#local(stack, expression);
    const upstream = this.#upstream(stack, dataName);
    return upstream && this.resolve(upstream, upstream.json.output?.[output]?.value);
  }

  /** Every resource that the value of a property names, at any depth. */
  namedIn(stack: Configuration, value: unknown): readonly Reference[] {
    const texts =
      typeof value === 'string'
        ? [value]
        : [...JSON.stringify(value ?? null).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text ?? '');
    return texts.flatMap((text) =>
      [...text.matchAll(/\$\{[^}]*\}/g)].flatMap(([expression]) => this.resolve(stack, expression) ?? []),
    );
  }

  /** Ids of the stacks whose outputs a stack reads. */
  upstreamOf(stack: Configuration): readonly string[] {
    return stack.dataSources
      .filter(({ type }) => type === 'terraform_remote_state')
      .map(({ address }) => this.#upstreamId(stack, address.split('.').at(-1) ?? ''))
      .sort();
  }

  #local(stack: Configuration, expression: string): Reference | undefined {
    const found = stack.resources.find(({ address }) => expression === address || expression.startsWith(`${address}.`));
    return found && { resource: { ...found, stack }, attribute: expression.slice(found.address.length + 1) };
  }

  #upstream(stack: Configuration, dataName: string): Configuration | undefined {
    return this.#stacks.get(this.#upstreamId(stack, dataName));
  }

  /** The key of the state that is read says whose it is. */
  #upstreamId(stack: Configuration, dataName: string): string {
    const source = stack.dataSources.find(({ address }) => address === `data.terraform_remote_state.${dataName}`);
    const config = source?.properties.config;
    const key = typeof config === 'object' && config !== null && 'key' in config ? config.key : undefined;
    return String(key).replace(/\.tfstate$/, '');
  }
}
