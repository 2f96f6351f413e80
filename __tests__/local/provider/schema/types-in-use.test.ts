import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { typesInUse } from '../../../../local/provider/schema/types-in-use';

describe('typesInUse', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'tristage-types-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const found = (...directories: string[]) => {
    const { resources, dataSources } = typesInUse(directories);
    return { resources: [...resources].sort(), dataSources: [...dataSources].sort() };
  };
  const write = (name: string, content: string | object) =>
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));

  it('finds the types of JSON configurations, written as objects or lists', () => {
    write('cdk.tf.json', {
      '//': { text: 'resource "aws_vpc"' },
      resource: { aws_sqs_queue: {}, terraform_data: {} },
      data: [{ aws_region: {} }, { aws_caller_identity: {} }],
    });
    expect(found(directory)).toEqual({
      resources: ['aws_sqs_queue'],
      dataSources: ['aws_caller_identity', 'aws_region'],
    });
  });

  it('finds the types of HCL configurations and of local modules, wherever these lead', () => {
    write(
      'main.tf',
      'resource "aws_vpc" "a" {}\nmodule "m" { source = "./m" }\nmodule "r" { source = "org/registry/aws" }',
    );
    mkdirSync(join(directory, 'm'));
    write('m/main.tf', 'data   "aws_region" "b" {}');
    write('m/back.tf.json', { module: { up: { source: '../' } }, resource: { aws_subnet: {} } });
    expect(found(directory)).toEqual({ resources: ['aws_subnet', 'aws_vpc'], dataSources: ['aws_region'] });
  });

  it('finds nothing in a directory that does not exist', () => {
    expect(found(join(directory, 'absent'))).toEqual({ resources: [], dataSources: [] });
  });

  it('names a file that is not JSON', () => {
    write('cdk.tf.json', '{');
    expect(() => found(directory)).toThrow(`${join(directory, 'cdk.tf.json')}: not JSON`);
  });
});
