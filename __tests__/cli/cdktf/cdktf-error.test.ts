import { cdktfError } from '../../../cli/cdktf/cdktf-error';

const errorOf = (...lines: readonly string[]) => cdktfError({ stdout: lines.join('\n'), stderr: '' });

describe('cdktfError', () => {
  it("takes Terraform's first error on, not an attribute that speaks of errors", () => {
    const red = '\u001b[31mError: Invalid value\u001b[0m';
    expect(errorOf('a-stg  + Error = "none"', `a-stg  ${red}`, '', '  on cdk.tf.json')).toBe(
      'a-stg  Error: Invalid value\n  on cdk.tf.json',
    );
  });

  it("takes the app's own words when synthesis failed", () => {
    const output = [
      'Error:         non-zero exit code 1',
      '',
      'Command output on stderr:',
      '',
      '    .env.stg:3: no zone',
    ];
    expect(errorOf('Synthesizing', ...output)).toBe('.env.stg:3: no zone');
  });

  it('is undefined when the output shows no error', () => {
    expect(errorOf('a-stg  + x = 1', 'Invoking Terraform CLI failed with exit code 1')).toBeUndefined();
  });
});
