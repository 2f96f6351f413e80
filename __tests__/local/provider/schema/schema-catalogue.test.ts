import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchemaCatalogue } from '../../../../local/provider/schema/schema-catalogue';
import { sourceChecksum } from '../../../../local/provider/schema/source-checksum';

const extractorDirectory = join(__dirname, '../../../../local/provider/schema');

describe('SchemaCatalogue', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'tristage-catalogue-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  it('extracts the asked types only, once, under the versions of package and extractor', () => {
    const schema = new SchemaCatalogue(directory).schema('resource', 'aws_sqs_queue');
    const [version = ''] = readdirSync(directory);
    expect(version).toBe(`aws-schema-21.22.1-${sourceChecksum(extractorDirectory)}`);
    expect(readdirSync(join(directory, version))).toEqual(['resource-aws_sqs_queue.json']);
    const file = join(directory, version, 'resource-aws_sqs_queue.json');
    const written = statSync(file).ino;
    expect(new SchemaCatalogue(directory).schema('resource', 'aws_sqs_queue')).toEqual(schema);
    expect(statSync(file).ino).toBe(written);
  });

  it('does not use what another extractor cached', () => {
    const schema = new SchemaCatalogue(directory).schema('resource', 'aws_sqs_queue');
    const [own = ''] = readdirSync(directory);
    const cached = join(directory, own, 'resource-aws_sqs_queue.json');
    writeFileSync(cached, JSON.stringify({ attributes: {}, blocks: {} }));
    const other = mkdtempSync(join(tmpdir(), 'tristage-extractor-'));
    cpSync(extractorDirectory, other, { recursive: true });
    try {
      expect(new SchemaCatalogue(directory, other).schema('resource', 'aws_sqs_queue').attributes).toEqual({});
      const file = join(other, 'extract.ts');
      writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
      expect(new SchemaCatalogue(directory, other).schema('resource', 'aws_sqs_queue')).toEqual(schema);
    } finally {
      rmSync(other, { recursive: true });
    }
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
