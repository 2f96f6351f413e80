import { NoneDataSource } from '../../../modules/appsync/data-sources';
import { type FieldResolution, Resolvers } from '../../../modules/appsync/resolvers';
import { someApi } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (
  fields: Record<string, FieldResolution<'none', 'step'>>,
  code: Record<string, string> = { step: 'step code', 'Query.a': 'code ${x}' },
) =>
  new SynthesizedScope((scope) => {
    const api = someApi(scope);
    new Resolvers(scope, 'Resolvers', {
      api,
      dataSources: { none: new NoneDataSource(scope, 'None', { api, name: 'None' }) },
      functions: { step: 'none' },
      fields,
      code: new Map(Object.entries(code)),
    });
  });
const runtime = { name: 'APPSYNC_JS', runtime_version: '1.0.0' };

describe('Resolvers', () => {
  it('resolves a field by its own code', () => {
    expect(synth({ 'Query.a': { kind: 'unit', dataSource: 'none' } }).only('aws_appsync_resolver')).toMatchObject({
      type: 'Query',
      field: 'a',
      code: 'code $${x}',
      runtime,
      data_source: expect.stringContaining('aws_appsync_datasource.'),
    });
  });

  it('resolves a field by functions in order', () => {
    const scope = synth({ 'Query.a': { kind: 'pipeline', functions: ['step', 'step'] } });
    const id = expect.stringMatching(/aws_appsync_function\..*step.*\.function_id/);
    expect(scope.only('aws_appsync_resolver')).toMatchObject({
      kind: 'PIPELINE',
      pipeline_config: { functions: [id, id] },
      code: 'code $${x}',
      runtime,
    });
    expect(scope.only('aws_appsync_function')).toMatchObject({ name: 'step', code: 'step code', runtime });
  });

  it('passes a Lambda field through without code', () => {
    const resolver = synth({ 'Query.a': { kind: 'lambda', dataSource: 'none' } }, { step: 'step code' }).only(
      'aws_appsync_resolver',
    );
    expect(resolver).not.toHaveProperty('code');
    expect(resolver).not.toHaveProperty('runtime');
  });

  it('refuses a field without code and code without a field', () => {
    expect(() => synth({ 'Query.b': { kind: 'unit', dataSource: 'none' } })).toThrow('Resolvers: no code for Query.b');
    expect(() => synth({})).toThrow('Resolvers: no field or function uses the code of Query.a');
  });
});
