/** A property of a generated class that stands for an attribute or a nested block. */
export interface Member {
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  /** The declaration of the backing field, such as `_tags?: { [key: string]: string };`; absent when AWS alone sets it. */
  readonly field: string | undefined;
  /** The statement of the getter, such as `return this.getStringAttribute('arn');`. */
  readonly getter: string;
}

/** How a configuration value is written as HCL: one entry of a generated mapper. */
export interface Mapping {
  /** Such as `cdktf.listMapperHcl(lbActionToHclTerraform, true)(struct!.action)`. */
  readonly expression: string;
  /** `simple`, `map`, `list`, `set` or `struct`. */
  readonly shape: string;
}

/** A file that CDKTF generated from one schema, taken apart. */
export interface GeneratedSource {
  /** By class name. */
  readonly classes: ReadonlyMap<string, readonly Member[]>;
  /** By function name, then by Terraform's attribute name; that of the whole type is `synthesizeHclAttributes`. */
  readonly mappers: ReadonlyMap<string, ReadonlyMap<string, Mapping>>;
  /** Names of required properties (camel case), by interface name. */
  readonly requiredProperties: ReadonlyMap<string, ReadonlySet<string>>;
  /** The class of the whole type. */
  readonly mainClass: string;
  /** Such as `aws_sqs_queue`. */
  readonly terraformType: string;
}

const MEMBER = /^ {2}\/\/ (\S+) - computed: (true|false), optional: (true|false), required: (true|false)$/;
const CLASS = /^export class (\w+) extends cdktf\.(\w+) \{$/;
const INTERFACE = /^export interface (\w+) /;
const REQUIRED_PROPERTY = /^ {2}readonly (\w+): /;
const MAPPER = /^(?:export function (\w+ToHclTerraform)\(| {2}protected (synthesizeHclAttributes)\(\))/;
const MAPPING_NAME = /^\s+(\w+): \{$/;
const MAPPING_VALUE = /^\s+value: (.*),$/;
const MAPPING_SHAPE = /^\s+type: "(\w+)",$/;
const TERRAFORM_TYPE = /tfResourceType = "(\w+)"/;

/**
 * Takes apart the TypeScript that CDKTF generated for one resource, data source or provider.
 * @param file named in errors
 * @throws Error when the file is not in the generated form.
 */
export function parseGeneratedSource(text: string, file: string): GeneratedSource {
  const classes = new Map<string, Member[]>();
  const mappers = new Map<string, Map<string, Mapping>>();
  const requiredProperties = new Map<string, Set<string>>();
  const lines = text.split('\n');
  let members: Member[] = [];
  let mapper = new Map<string, Mapping>();
  let properties = new Set<string>();
  let mainClass: string | undefined;

  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    let match: RegExpExecArray | null;
    if ((match = CLASS.exec(line))) {
      const [, name = '', base = ''] = match;
      classes.set(name, (members = []));
      if (!base.startsWith('Complex')) mainClass = name;
    } else if ((match = INTERFACE.exec(line))) {
      requiredProperties.set(match[1] ?? '', (properties = new Set()));
    } else if ((match = REQUIRED_PROPERTY.exec(line))) {
      properties.add(match[1] ?? '');
    } else if ((match = MAPPER.exec(line))) {
      mappers.set(match[1] ?? match[2] ?? '', (mapper = new Map<string, Mapping>()));
    } else if ((match = MAPPING_VALUE.exec(line)) && lines[index + 1]?.trim().startsWith('isBlock: ')) {
      const name = MAPPING_NAME.exec(lines[index - 1] ?? '')?.[1];
      const shape = MAPPING_SHAPE.exec(lines[index + 2] ?? '')?.[1];
      if (name === undefined || shape === undefined) {
        throw new Error(`${file}:${index + 1}: mapping not understood: ${line.trim()}`);
      }
      mapper.set(name, { expression: match[1] ?? '', shape });
    } else if ((match = MEMBER.exec(line))) {
      members.push(readMember(match, lines, index, file));
    }
  }

  const terraformType = TERRAFORM_TYPE.exec(text)?.[1];
  if (mainClass === undefined || terraformType === undefined) {
    throw new Error(`${file}: no class of a Terraform type found`);
  }
  return { classes, mappers, requiredProperties, mainClass, terraformType };
}

function readMember(match: RegExpExecArray, lines: readonly string[], index: number, file: string): Member {
  const [, name = '', computed, optional, required] = match;
  const next = lines[index + 1]?.trim() ?? '';
  const field = next.startsWith('private ') ? next.slice('private '.length) : undefined;
  const getterLine = index + (field === undefined ? 1 : 2);
  const getter = lines[getterLine + 1]?.trim() ?? '';
  if (!lines[getterLine]?.startsWith('  public get ') || !getter.startsWith('return ')) {
    throw new Error(`${file}:${index + 1}: attribute ${name}: getter not understood: ${lines[getterLine]?.trim()}`);
  }
  return {
    name,
    computed: computed === 'true',
    optional: optional === 'true',
    required: required === 'true',
    field,
    getter,
  };
}
