import { type Attributes, isAttributes, isList, UNKNOWN } from '../../../../local/provider/codec/value';
import { type Plan } from '../../../../local/provider/planner/plan';
import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const config = {
  domain_name: 'mesh.example',
  subject_alternative_names: ['*.mesh.example', 'api.mesh.example'],
  validation_method: 'DNS',
};

describeResource({
  type: 'aws_acm_certificate',
  config,
  region: 'us-east-1',
  gives: {
    arn: expect.stringMatching(/^arn:aws:acm:us-east-1:111122223333:certificate\/[0-9a-f-]{36}$/) as string,
    status: 'PENDING_VALIDATION',
    type: 'AMAZON_ISSUED',
    key_algorithm: 'RSA_2048',
  },
  replacedBy: [{ domain_name: 'other.example' }, { subject_alternative_names: [] }],
  refused: [
    ['a domain that ends with a period', { domain_name: 'mesh.example.' }, 'cannot end with a period'],
    ['a domain of 65 characters', { domain_name: `${'x'.repeat(57)}.example` }, '(1 - 64)'],
    ['a domain that is no name', { domain_name: 'mesh' }, 'fully qualified domain name'],
    ['no validation method', { validation_method: null }, 'validation_method must be DNS, EMAIL or HTTP'],
    ['an unknown method', { validation_method: 'PHONE' }, 'expected validation_method to be one of'],
    ['neither a domain nor a key', { domain_name: null }, 'one of `domain_name`, `private_key` must be specified'],
  ],
});

describe('validation of a certificate', () => {
  const optionsOf = (certificate: Attributes) => {
    const options = certificate.domain_validation_options ?? null;
    return isList(options) ? options.filter(isAttributes) : [];
  };

  it('asks for one CNAME a name, the same for a domain and its wildcard, and for every certificate', () => {
    const account = new RehearsedAccount();
    const [apex, wildcard, api] = optionsOf(account.create('aws_acm_certificate', config));
    expect(apex).toMatchObject({ domain_name: 'mesh.example', resource_record_type: 'CNAME' });
    expect(apex?.resource_record_name).toMatch(/^_[0-9a-f]{32}\.mesh\.example\.$/);
    expect(apex?.resource_record_value).toMatch(/^_[0-9a-f]{32}\.[a-z]{10}\.acm-validations\.aws\.$/);
    expect(wildcard).toEqual({ ...apex, domain_name: '*.mesh.example' });
    expect(api?.resource_record_name).toMatch(/\.api\.mesh\.example\.$/);
    const later = account.create('aws_acm_certificate', { domain_name: 'mesh.example', validation_method: 'DNS' });
    expect(optionsOf(later)).toEqual([apex]);
    expect(later.subject_alternative_names).toEqual(['mesh.example']);
  });

  it('knows the names at plan, the records after apply, and keeps them', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_acm_certificate', config);
    const options = (plan: Plan) => optionsOf(plan.planned).map((option) => option.domain_name);
    const names = ['mesh.example', '*.mesh.example', 'api.mesh.example'];
    const fresh = account.plan('aws_acm_certificate', {}, config);
    expect(options(fresh)).toEqual(names);
    expect(optionsOf(fresh.planned).map((option) => option.resource_record_name)).toEqual(names.map(() => UNKNOWN));
    const changed = account.plan('aws_acm_certificate', state, { ...config, tags: { A: '1' } });
    expect(changed.planned.domain_validation_options).toEqual(state.domain_validation_options);
    const email = account.plan('aws_acm_certificate', {}, { ...config, validation_method: 'EMAIL' });
    expect(options(email)).toEqual([]);
    const open = account.plan('aws_acm_certificate', {}, { ...config, subject_alternative_names: UNKNOWN });
    expect(open.planned.domain_validation_options).toBe(UNKNOWN);
  });

  it('ends when all records are named, and says which is missing', () => {
    const account = new RehearsedAccount();
    const certificate = account.create('aws_acm_certificate', config);
    const names = optionsOf(certificate).map((option) => textAt(option, 'resource_record_name'));
    const validate = (fqdns: readonly string[]) => () =>
      account.create('aws_acm_certificate_validation', {
        certificate_arn: certificate.arn ?? null,
        validation_record_fqdns: fqdns,
      });
    expect(refusalsOf(validate(names.slice(0, 1)))).toEqual([
      expect.stringMatching(/missing api\.mesh\.example DNS validation record: _[0-9a-f]{32}\.api\.mesh\.example$/),
    ]);
    // Route 53 gives names without the final dot.
    expect(validate(names.map((name) => name.slice(0, -1)))().id).toMatch(/^2024-01-\d{2} .* \+0000 UTC$/);
  });

  it('refuses a certificate that does not exist', () => {
    const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/none';
    expect(
      refusalsOf(() => new RehearsedAccount().create('aws_acm_certificate_validation', { certificate_arn: arn })),
    ).toEqual([expect.stringContaining("couldn't find resource")]);
  });
});
