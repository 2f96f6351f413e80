import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAtLeast, requireNode } from '../../../cli/terraform/prerequisites';
import { CliProject } from '../../support/cli-project';

describe('isAtLeast', () => {
  it.each([
    ['1.11.0', '1.11.0', true],
    ['1.11.4', '1.11.0', true],
    ['1.12.0-beta1', '1.11.0', true],
    ['2.0.0', '1.11.0', true],
    ['v20.19.0', '20.19.0', true],
    ['1.10.5', '1.11.0', false],
    ['1.9.9', '1.11.0', false],
    ['20.9.0', '20.19.0', false],
  ])('%s against %s: %s', (found, minimum, expected) => {
    expect(isAtLeast(found, minimum)).toBe(expected);
  });
});

describe('requireNode', () => {
  it('names the needed version and the one found', () => {
    expect(() => requireNode('20.18.3')).toThrow('node: version 20.19.0 or later is needed, got 20.18.3');
    expect(() => requireNode('22.0.0')).not.toThrow();
  });
});

describe('a machine without the right Terraform', () => {
  const project = new CliProject({ 'a-stg': { body: {} } });
  const directory = mkdtempSync(join(tmpdir(), 'tristage-terraform-'));
  const fake = join(directory, 'terraform');
  afterAll(() => {
    project.remove();
    rmSync(directory, { recursive: true });
  });

  it.each([
    ['start', 'a'],
    ['plan', 'a-stg'],
    ['deploy', 'a-stg'],
    ['bootstrap', 'stg'],
  ])('stops %s when Terraform is missing', async (verb, name) => {
    const result = await project.run([verb, name], { TERRAFORM_BINARY_NAME: join(directory, 'absent') });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('absent: not found on the PATH; Terraform 1.11 or later is needed');
    expect(result.stderr).toContain('remedy: install Terraform 1.11 or later');
    expect(result.stderr).not.toContain('    at ');
  });

  it('stops when Terraform is too old', async () => {
    writeFileSync(fake, '#!/bin/sh\necho \'{"terraform_version":"1.9.8"}\'\n');
    chmodSync(fake, 0o755);
    const result = await project.run(['plan', 'a-stg'], { TERRAFORM_BINARY_NAME: fake });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('Terraform 1.11 or later is needed for the lock of the state bucket, got 1.9.8');
  });
});
