import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchemaCatalogue } from '../../../../local/provider/schema/schema-catalogue';

describe('SchemaCatalogue', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'tristage-catalogue-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  it('extracts the asked types only, once, under the version of the package', () => {
    const schema = new SchemaCatalogue(directory).schema('resource', 'aws_sqs_queue');
    const [version = ''] = readdirSync(directory);
    expect(version).toMatch(/^aws-schema-21\.22\.1-format-\d+$/);
    expect(readdirSync(join(directory, version))).toEqual(['resource-aws_sqs_queue.json']);
    const file = join(directory, version, 'resource-aws_sqs_queue.json');
    const written = statSync(file).ino;
    expect(new SchemaCatalogue(directory).schema('resource', 'aws_sqs_queue')).toEqual(schema);
    expect(statSync(file).ino).toBe(written);
  });

  it('knows which types exist', () => {
    const catalogue = new SchemaCatalogue(directory);
    expect(catalogue.has('resource', 'aws_sqs_queue')).toBe(true);
    expect(catalogue.has('data', 'aws_caller_identity')).toBe(true);
    expect(catalogue.has('resource', 'aws_caller_identity')).toBe(false);
    expect(catalogue.has('resource', 'aws_../provider')).toBe(false);
    expect(catalogue.has('resource', 'aws_provider')).toBe(false);
    expect(catalogue.has('resource', 'aws_data_aws_vpc')).toBe(false);
  });
});
