import { extractProviderSchema } from '../../../../local/provider/schema/extract-provider';
import { extractSchema } from '../../../../local/provider/schema/extract';
import { parseGeneratedSource } from '../../../../local/provider/schema/generated-source';
import { ProviderPackage } from '../../../../local/provider/schema/provider-package';
import { type BlockSchema, impliedType, type SchemaKind } from '../../../../local/provider/schema/schema';

const providerPackage = new ProviderPackage();

function extract(kind: SchemaKind, type: string): BlockSchema {
  return extractSchema(parseGeneratedSource(providerPackage.source(kind, type), type), type);
}

describe('extractSchema', () => {
  it('understands every type of the package, each under its own name', () => {
    const counts = (['resource', 'data'] as const).map((kind) => {
      const types = providerPackage.types(kind);
      for (const type of types) {
        const source = parseGeneratedSource(providerPackage.source(kind, type), type);
        expect(source.terraformType).toBe(type);
        expect(Object.keys(extractSchema(source, type).attributes).length).toBeGreaterThan(0);
      }
      return types.length;
    });
    expect(counts).toEqual([1581, 630]);
  });

  it('tells computed, optional and required', () => {
    const { attributes } = extract('resource', 'aws_kms_alias');
    expect(attributes.arn).toEqual({ type: 'string', computed: true, optional: false, required: false });
    expect(attributes.name).toEqual({ type: 'string', computed: true, optional: true, required: false });
    expect(attributes.target_key_id).toEqual({ type: 'string', computed: false, optional: false, required: true });
  });

  it.each([
    ['aws_lb', 'subnets', ['set', 'string']],
    ['aws_ecr_lifecycle_policy', 'policy', 'string'],
    ['aws_lambda_function', 'layers', ['list', 'string']],
    ['aws_lambda_function', 'timeout', 'number'],
    ['aws_lambda_function', 'publish', 'bool'],
    ['aws_lambda_function', 'tags', ['map', 'string']],
    [
      'aws_acm_certificate',
      'domain_validation_options',
      [
        'set',
        [
          'object',
          {
            domain_name: 'string',
            resource_record_name: 'string',
            resource_record_type: 'string',
            resource_record_value: 'string',
          },
        ],
      ],
    ],
    ['aws_customerprofiles_domain', 'tags_all', ['map', 'string']],
    [
      'aws_s3tables_table_bucket',
      'encryption_configuration',
      ['object', { kms_key_arn: 'string', sse_algorithm: 'string' }],
    ],
  ])('%s.%s', (type, attribute, expected) => {
    expect(extract('resource', type).attributes[attribute]?.type).toEqual(expected);
  });

  it('tells blocks from attributes of object type, which are mapped alike', () => {
    const group = extract('resource', 'aws_security_group');
    expect(group.blocks.ingress).toBeUndefined();
    expect(group.attributes.ingress?.type).toMatchObject(['set', ['object', { from_port: 'number' }]]);
    expect(group.blocks.timeouts).toMatchObject({ nesting: 'single' });
  });

  it('tells the nesting of blocks and how many they may be', () => {
    const { blocks } = extract('resource', 'aws_dynamodb_table');
    expect(blocks.attribute).toMatchObject({ nesting: 'set', minItems: 0, maxItems: 0 });
    expect(blocks.ttl).toMatchObject({ nesting: 'list', maxItems: 1 });
    expect(extract('resource', 'aws_lb_listener').blocks.default_action).toMatchObject({
      nesting: 'list',
      minItems: 1,
      maxItems: 0,
    });
  });

  it('marks write-only arguments and trees without a type', () => {
    const parameter = extract('resource', 'aws_ssm_parameter').attributes;
    expect(parameter.value_wo).toMatchObject({ writeOnly: true });
    expect(parameter.has_value_wo).not.toHaveProperty('writeOnly');
    const rule = extract('resource', 'aws_wafv2_rule_group').blocks.rule;
    expect(rule?.block.attributes.statement).toMatchObject({ untyped: true });
  });

  it('reads types whose structures are in files of their own', () => {
    expect(extract('resource', 'aws_medialive_channel').blocks.cdi_input_specification?.nesting).toBe('list');
  });

  const source = parseGeneratedSource(providerPackage.source('resource', 'aws_kms_alias'), 'aws_kms_alias');
  const withMember = (change: object) => {
    const [[name, members = []] = ['']] = source.classes;
    const changed = members.map((member) => (member.name === 'name' ? { ...member, ...change } : member));
    return { ...source, classes: new Map([[name, changed]]) };
  };

  it.each([
    ['a getter', { getter: 'return this.getColourAttribute("name");' }, 'aws_kms_alias.name: type not understood'],
    [
      'a structure',
      { field: '_name = new OtherOutputReference(this, "name");' },
      'aws_kms_alias.name: mapping not understood',
    ],
    ['flags', { computed: false, optional: false }, 'aws_kms_alias.name: neither computed nor configurable'],
  ])('names type and attribute of %s that it does not understand', (_, change, message) => {
    expect(() => extractSchema(withMember(change), 'aws_kms_alias')).toThrow(message);
  });

  it('refuses a configurable attribute without a mapping', () => {
    const mappers = new Map([...source.mappers].map(([name]) => [name, new Map<string, never>()]));
    expect(() => extractSchema({ ...source, mappers }, 'aws_kms_alias')).toThrow(
      'aws_kms_alias.id: a configurable attribute without a mapping',
    );
  });
});

describe('parseGeneratedSource', () => {
  it('refuses a file of another form', () => {
    expect(() => parseGeneratedSource('export const a = 1;', 'a.ts')).toThrow(
      'a.ts: no class of a Terraform type found',
    );
    expect(() =>
      parseGeneratedSource('  // a - computed: true, optional: false, required: false\n  foo', 'a.ts'),
    ).toThrow('a.ts:1: attribute a: getter not understood');
  });
});

describe('extractProviderSchema', () => {
  const schema = extractProviderSchema(
    parseGeneratedSource(providerPackage.source('provider', 'provider'), 'provider'),
  );

  it('has the arguments and blocks of the provider block, without alias', () => {
    expect(schema.attributes.allowed_account_ids?.type).toEqual(['set', 'string']);
    expect(schema.attributes.region).toMatchObject({ type: 'string', optional: true, computed: false });
    expect(schema.attributes.alias).toBeUndefined();
    expect(Object.keys(schema.blocks).sort()).toEqual([
      'assume_role',
      'assume_role_with_web_identity',
      'default_tags',
      'endpoints',
      'ignore_tags',
    ]);
    expect(impliedType(schema.blocks.default_tags?.block ?? schema)).toEqual(['object', { tags: ['map', 'string'] }]);
  });
});
