import { CliError } from '../../../cli/cli-error';
import { findLosses, guardPlan } from '../../../cli/guard/guard';
import { protectedTypes } from '../../../cli/guard/protected-types';
import { parsePlan, type Plan } from '../../../cli/terraform/plan-json';

interface Entry {
  readonly type: string;
  readonly actions: readonly string[];
  readonly address?: string;
  readonly deposed?: string;
  readonly previous_address?: string;
  readonly mode?: string;
}

function planOf(...entries: readonly Entry[]): Plan {
  const changes = entries.map(({ type, actions, address = `${type}.A`, mode = 'managed', ...rest }) => ({
    address,
    mode,
    type,
    change: { actions },
    ...rest,
  }));
  return parsePlan(JSON.stringify({ format_version: '1.2', applyable: true, resource_changes: changes }));
}

function refusal(plan: Plan, allowed: readonly string[] = []): CliError {
  try {
    guardPlan('mesh-stg', plan, allowed);
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  throw new Error('the guard let the plan pass');
}

describe('guardPlan', () => {
  const domain = { type: 'aws_appsync_domain_name', address: 'aws_appsync_domain_name.Domain' };
  const association = {
    type: 'aws_appsync_domain_name_api_association',
    address: 'aws_appsync_domain_name_api_association.Association',
  };

  it('refuses a plan in which the custom domain disappeared, naming every address and the way out', () => {
    const error = refusal(planOf({ ...domain, actions: ['delete'] }, { ...association, actions: ['delete'] }));
    expect(error.code).toBe('guard-refused');
    expect(error.message).toContain('aws_appsync_domain_name.Domain (destroy): loses the custom domain');
    expect(error.message).toContain('aws_appsync_domain_name_api_association.Association (destroy)');
    expect(error.remedy).toContain(
      '--allow-destroy aws_appsync_domain_name.Domain --allow-destroy aws_appsync_domain_name_api_association.Association',
    );
  });

  it('still refuses what is not allowed when another loss is', () => {
    const plan = planOf({ ...domain, actions: ['delete'] }, { ...association, actions: ['delete'] });
    const error = refusal(plan, [domain.address]);
    expect(error.message).not.toContain(domain.address);
    expect(error.message).toContain(association.address);
  });

  it('lets a plan pass when each loss is allowed', () => {
    expect(() => guardPlan('mesh-stg', planOf({ ...domain, actions: ['delete'] }), [domain.address])).not.toThrow();
  });

  it.each([
    ['delete, then create', ['delete', 'create']],
    ['create, then delete', ['create', 'delete']],
  ])('refuses a replacement: %s', (_title, actions) => {
    const error = refusal(planOf({ type: 'aws_dynamodb_table', actions }));
    expect(error.message).toContain('aws_dynamodb_table.A (replace): loses every item');
  });

  it('refuses to destroy what an unfinished replacement left behind', () => {
    expect(refusal(planOf({ type: 'aws_dynamodb_table', actions: ['delete'], deposed: 'ab12' })).code).toBe(
      'guard-refused',
    );
  });

  it.each([
    ['an update', { type: 'aws_dynamodb_table', actions: ['update'] }],
    ['a creation', { type: 'aws_dynamodb_table', actions: ['create'] }],
    ['no change', { type: 'aws_dynamodb_table', actions: ['no-op'] }],
    ['a move', { type: 'aws_dynamodb_table', actions: ['no-op'], previous_address: 'aws_dynamodb_table.Old' }],
    ['a block removed with destroy = false', { type: 'aws_dynamodb_table', actions: ['forget'] }],
    ['a successor whose predecessor is forgotten', { type: 'aws_dynamodb_table', actions: ['create', 'forget'] }],
    ['the loss of a type without data', { type: 'aws_lambda_permission', actions: ['delete'] }],
    ['a data source', { type: 'aws_dynamodb_table', actions: ['read'], mode: 'data' }],
  ] satisfies [string, Entry][])('lets pass %s', (_title, entry) => {
    expect(() => guardPlan('mesh-stg', planOf(entry), [])).not.toThrow();
  });

  it('refuses an allowed address that is not destroyed, and names those that are', () => {
    const error = refusal(planOf({ ...domain, actions: ['delete'] }), ['aws_appsync_domain_name.Domian']);
    expect(error).toMatchObject({ code: 'not-destroyed', exitCode: 2 });
    expect(error.message).toContain('aws_appsync_domain_name.Domian; it destroys aws_appsync_domain_name.Domain');
  });

  it('refuses an allowed address in a plan that destroys nothing', () => {
    expect(refusal(planOf({ ...domain, actions: ['update'] }), [domain.address]).message).toContain(
      'it destroys nothing',
    );
  });

  it('writes an address with quotes so that a shell takes it', () => {
    const error = refusal(planOf({ type: 'aws_s3_bucket', actions: ['delete'], address: 'aws_s3_bucket.B["data"]' }));
    expect(error.remedy).toContain(`--allow-destroy 'aws_s3_bucket.B["data"]'`);
  });
});

describe('protectedTypes', () => {
  it.each([
    'aws_appsync_domain_name',
    'aws_appsync_domain_name_api_association',
    'aws_acm_certificate',
    'aws_route53_zone',
    'aws_dynamodb_table',
    'aws_kms_key',
    'aws_s3_bucket',
  ])('protects %s with a reason', (type) => {
    expect(findLosses(planOf({ type, actions: ['delete'] }))).toEqual([
      { address: `${type}.A`, action: 'destroy', loses: protectedTypes.get(type) },
    ]);
  });
});
