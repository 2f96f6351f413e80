import { type CtyType } from '../codec/cty-type';
import { type GeneratedSource, type Mapping, type Member } from './generated-source';
import { type AttributeSchema, type BlockSchema, type NestedBlockSchema } from './schema';

const COMPLEX_FIELD = /new (\w+?)(List|Map|OutputReference)\(this, "\w+"(?:, (true|false))?\)/;
const PRIMITIVE_MAP_FIELD = /new cdktf\.(String|Number|Boolean)Map\(/;
const MAPPER_CALL =
  /^(?:\S+ === undefined \? null : )?(?:cdktf\.(list|hash)MapperHcl\()?(\w+ToHclTerraform)(?:, (true|false))?\)?\(/;

const PRIMITIVES: Readonly<Record<string, CtyType>> = { String: 'string', Number: 'number', Boolean: 'bool' };

/**
 * Types of attributes by the getter's statement; the attribute's name is replaced by `_`. A set is read through a list.
 * An attribute read by interpolation has its type in the declaration of its field.
 */
const GETTERS: Readonly<Record<string, CtyType>> = {
  "return this.getStringAttribute('_');": 'string',
  "return this.getNumberAttribute('_');": 'number',
  "return this.getBooleanAttribute('_');": 'bool',
  "return this.getStringMapAttribute('_');": ['map', 'string'],
  "return this.getNumberMapAttribute('_');": ['map', 'number'],
  "return this.getBooleanMapAttribute('_');": ['map', 'bool'],
  "return this.getListAttribute('_');": ['list', 'string'],
  "return cdktf.Fn.tolist(this.getListAttribute('_'));": ['set', 'string'],
  "return this.getNumberListAttribute('_');": ['list', 'number'],
  "return cdktf.Token.asNumberList(cdktf.Fn.tolist(this.getNumberListAttribute('_')));": ['set', 'number'],
};

const NESTED_FIELDS: Readonly<Record<string, CtyType>> = {
  'string[][]': ['list', ['list', 'string']],
  '{ [key: string]: string }[]': ['list', ['map', 'string']],
  '{ [key: string]: { [key: string]: string } }': ['map', ['map', 'string']],
};

interface Place {
  readonly source: GeneratedSource;
  /** Dotted, from the type: `aws_lb_listener.default_action`. */
  readonly path: string;
}

/**
 * The schema of a resource or data source type, from the source that CDKTF generated from the provider's own schema.
 * @throws Error naming type and attribute when the source says something that is not understood.
 */
export function extractSchema(source: GeneratedSource, type: string): BlockSchema {
  return extractBlock({ source, path: type }, source.mainClass, 'synthesizeHclAttributes');
}

function extractBlock(place: Place, className: string, mapperName: string): BlockSchema {
  const mapper = place.source.mappers.get(mapperName);
  if (!mapper) throw new Error(`${place.path}: no mapper ${mapperName} in the generated source`);
  const attributes: Record<string, AttributeSchema> = {};
  const blocks: Record<string, NestedBlockSchema> = {};
  for (const member of membersOf(place, className)) {
    const inner = { ...place, path: `${place.path}.${member.name}` };
    const mapping = mapper.get(member.name);
    if (!mapping && (member.optional || member.required)) {
      throw new Error(`${inner.path}: a configurable attribute without a mapping`);
    }
    const block = mapping && nestedBlock(inner, member, mapping);
    if (block) blocks[member.name] = block;
    else attributes[member.name] = attribute(inner, member, mapping);
  }
  return { attributes, blocks };
}

function membersOf({ source, path }: Place, className: string): readonly Member[] {
  const members = source.classes.get(className);
  if (!members) throw new Error(`${path}: no class ${className} in the generated source`);
  return members;
}

function nestedBlock(place: Place, member: Member, mapping: Mapping): NestedBlockSchema | undefined {
  const complex = COMPLEX_FIELD.exec(member.field ?? '');
  if (!complex || member.field?.includes('new cdktf.')) return undefined;
  const [, struct = '', holder] = complex;
  const [, container, mapper = '', isBlock] = MAPPER_CALL.exec(mapping.expression) ?? [];
  const { shape } = mapping;
  const minItems = member.required ? 1 : 0;
  const block = () => extractBlock(place, `${struct}OutputReference`, mapper);
  if (container === 'list' && holder === 'List' && (shape === 'list' || shape === 'set')) {
    if (isBlock === 'false') return undefined;
    return { nesting: shape, block: block(), minItems, maxItems: 0 };
  }
  if (container === undefined && holder === 'OutputReference') {
    if (shape === 'list') return { nesting: 'list', block: block(), minItems, maxItems: 1 };
    // Of the single structures only `timeouts` is written as a block; the others are attributes of object type.
    if (shape === 'struct' && member.name === 'timeouts') {
      return { nesting: 'single', block: block(), minItems: 0, maxItems: 0 };
    }
    if (shape === 'struct') return undefined;
  }
  if (container === 'hash' && holder === 'Map') return undefined;
  throw new Error(`${place.path}: mapping not understood: ${mapping.expression} with type ${shape}`);
}

function attribute(place: Place, member: Member, mapping: Mapping | undefined): AttributeSchema {
  const { computed, optional, required } = member;
  if (!computed && !optional && !required) throw new Error(`${place.path}: neither computed nor configurable`);
  const type = attributeType(place, member, mapping);
  // The provider's own naming rule: what is configured and ends in `_wo` is write-only.
  const writeOnly = member.name.endsWith('_wo') && !computed ? { writeOnly: true } : {};
  const untyped = type === undefined ? { untyped: true } : {};
  return { type: type ?? 'string', computed, optional, required, ...writeOnly, ...untyped };
}

/** The type of an attribute; `undefined` when the package does not tell it. */
function attributeType(place: Place, member: Member, mapping: Mapping | undefined): CtyType | undefined {
  const { field = '', name } = member;
  const primitiveMap = PRIMITIVE_MAP_FIELD.exec(field)?.[1];
  if (primitiveMap) return ['map', PRIMITIVES[primitiveMap] ?? 'string'];

  const complex = COMPLEX_FIELD.exec(field);
  if (complex) {
    const [, struct = '', holder, isSet] = complex;
    const object = objectType(place, `${struct}OutputReference`);
    if (holder === 'OutputReference') return object;
    if (holder === 'Map') return ['map', object];
    if (mapping && (mapping.shape === 'set') !== (isSet === 'true')) {
      throw new Error(`${place.path}: field says ${isSet === 'true' ? 'set' : 'list'}, mapping says ${mapping.shape}`);
    }
    return [isSet === 'true' ? 'set' : 'list', object];
  }

  const getter = member.getter.replace(`'${name}'`, "'_'");
  const known = GETTERS[getter];
  if (known) return known;
  if (getter.includes("this.interpolationForAttribute('_')")) {
    const declared = /\?: (.*?)(?: \| cdktf\.IResolvable)?;$/.exec(field)?.[1];
    if (declared === 'any' || declared === undefined) return undefined;
    const nested = NESTED_FIELDS[declared];
    if (nested) return getter.includes('cdktf.Fn.tolist(') ? ['set', elementType(nested)] : nested;
  }
  throw new Error(`${place.path}: type not understood: field ${field || 'none'}, getter ${member.getter}`);
}

function elementType(type: CtyType): CtyType {
  if (typeof type === 'string' || (type[0] !== 'list' && type[0] !== 'set' && type[0] !== 'map')) {
    throw new Error(`not a collection: ${JSON.stringify(type)}`);
  }
  return type[1];
}

function objectType(place: Place, className: string): CtyType {
  const types: Record<string, CtyType> = {};
  for (const member of membersOf(place, className)) {
    types[member.name] =
      attributeType({ ...place, path: `${place.path}.${member.name}` }, member, undefined) ?? 'string';
  }
  return ['object', types];
}
