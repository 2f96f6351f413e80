import { parsePlan } from '../../../cli/terraform/plan-json';
import { formatReport, hasChanges, reportPlan } from '../../../cli/terraform/plan-report';

const planOf = (changes: readonly object[], outputs: object = {}) =>
  parsePlan(
    JSON.stringify({ format_version: '1.2', applyable: true, resource_changes: changes, output_changes: outputs }),
  );

const change = (address: string, actions: readonly string[], more: object = {}, rest: object = {}) => ({
  address,
  mode: 'managed',
  type: address.split('.')[0],
  change: { actions, ...more },
  ...rest,
});

describe('reportPlan', () => {
  const plan = planOf(
    [
      change('aws_a.New', ['create']),
      change('aws_a.Same', ['no-op']),
      change('aws_a.Changed', ['update'], { before: { x: 1, y: 's3cret' }, after: { x: 1, y: 'other' } }),
      change('aws_a.Replaced', ['create', 'delete'], {
        before: { name: 'a' },
        after: { name: 'b' },
        replace_paths: [['name']],
      }),
      change('aws_a.Gone', ['delete']),
      change('aws_a.Free', ['forget']),
      change('aws_a.Moved', ['no-op'], {}, { previous_address: 'aws_a.Old' }),
      { ...change('data.aws_a.Read', ['read']), mode: 'data' },
    ],
    { url: { actions: ['create'] }, same: { actions: ['no-op'] } },
  );

  it('counts a replacement as an addition and a destruction, as Terraform does', () => {
    expect(formatReport(reportPlan('s', plan))).toEqual([
      's: 2 to add, 2 to change, 2 to destroy',
      '  +   aws_a.New',
      '  ~   aws_a.Changed  (y)',
      '  -/+ aws_a.Replaced  (name; replaced because of name)',
      '  -   aws_a.Gone',
      '  .   aws_a.Free  (no longer managed; the object itself stays)',
      '  ~   aws_a.Moved  (moved from aws_a.Old)',
      '  outputs that change: url',
    ]);
  });

  it('holds no value, since a plan has secrets in clear', () => {
    expect(JSON.stringify(reportPlan('s', plan))).not.toMatch(/s3cret|other/);
  });

  it('leaves out hidden addresses and names what is deferred', () => {
    const report = reportPlan('s', planOf([change('aws_a.New', ['create'])]), ['data.x.Up'], new Set(['aws_a.New']));
    expect(formatReport(report)).toEqual(['s: no changes', '  unknown until its stack is deployed: data.x.Up']);
    expect(hasChanges(report)).toBe(false);
  });

  it('counts a changed output as a change', () => {
    expect(hasChanges(reportPlan('s', planOf([], { url: { actions: ['update'] } })))).toBe(true);
  });
});

describe('parsePlan', () => {
  it('refuses a major version it does not know', () => {
    expect(() => parsePlan(JSON.stringify({ format_version: '2.0', applyable: true }))).toThrow(
      'only major version 1 of the plan format is known',
    );
  });
});
