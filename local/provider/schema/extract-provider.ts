import { type CtyType } from '../codec/cty-type';
import { type GeneratedSource, type Mapping } from './generated-source';
import { type AttributeSchema, type BlockSchema, type NestedBlockSchema } from './schema';

const STRUCT_MAPPER = /^cdktf\.listMapperHcl\((\w+)ToHclTerraform, true\)\(/;

/** Types by the mapper that writes the value; a list mapper also writes sets. */
const MAPPERS: Readonly<Record<string, CtyType>> = {
  'cdktf.stringToHclTerraform': 'string',
  'cdktf.numberToHclTerraform': 'number',
  'cdktf.booleanToHclTerraform': 'bool',
  'cdktf.hashMapperHcl(cdktf.stringToHclTerraform)': ['map', 'string'],
};
const STRING_LIST = 'cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)';

/**
 * The schema of the provider block. Unlike resources, a generated provider has no classes for its nested blocks:
 * their types come from the mappers and what is required from the interfaces.
 * @throws Error naming the attribute when the source says something that is not understood.
 */
export function extractProviderSchema(source: GeneratedSource): BlockSchema {
  return extractBlock(source, 'provider aws', 'synthesizeHclAttributes', `${source.mainClass}Config`);
}

function extractBlock(source: GeneratedSource, path: string, mapperName: string, interfaceName: string): BlockSchema {
  const mapper = source.mappers.get(mapperName);
  const required = source.requiredProperties.get(interfaceName);
  if (!mapper || !required)
    throw new Error(`${path}: no ${mapper ? interfaceName : mapperName} in the generated source`);
  const attributes: Record<string, AttributeSchema> = {};
  const blocks: Record<string, NestedBlockSchema> = {};
  for (const [name, mapping] of mapper) {
    // Terraform's own argument of every provider block, never sent to the provider.
    if (name === 'alias' && interfaceName === `${source.mainClass}Config`) continue;
    const isRequired = required.has(camelCase(name));
    const struct = STRUCT_MAPPER.exec(mapping.expression)?.[1];
    if (struct) {
      const structInterface = struct.charAt(0).toUpperCase() + struct.slice(1);
      const block = extractBlock(source, `${path}.${name}`, `${struct}ToHclTerraform`, structInterface);
      blocks[name] = { nesting: collection(path, mapping), block, minItems: isRequired ? 1 : 0, maxItems: 0 };
    } else {
      const type = attributeType(`${path}.${name}`, mapping);
      attributes[name] = { type, computed: false, optional: !isRequired, required: isRequired };
    }
  }
  return { attributes, blocks };
}

function attributeType(path: string, mapping: Mapping): CtyType {
  const mapper = mapping.expression.replace(/\((?:this\._|struct!\.)\w+\)$/, '');
  const known = MAPPERS[mapper];
  if (known) return known;
  if (mapper === STRING_LIST) return [collection(path, mapping), 'string'];
  throw new Error(`${path}: type not understood: ${mapping.expression}`);
}

function collection(path: string, { shape }: Mapping): 'list' | 'set' {
  if (shape === 'list' || shape === 'set') return shape;
  throw new Error(`${path}: expected a list or a set, got ${shape}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
