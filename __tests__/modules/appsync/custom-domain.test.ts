import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { CustomDomain } from '../../../modules/appsync/custom-domain';
import { someApi } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (preventDestroy?: boolean) =>
  new SynthesizedScope((scope) => {
    const domain = new CustomDomain(scope, 'Domain', {
      api: someApi(scope),
      domainName: 'graphql.example.com',
      zoneName: 'example.com',
      usEast1: new AwsProvider(scope, 'UsEast1', { region: 'us-east-1', alias: 'us-east-1' }),
      preventDestroy,
    });
    expect(domain.url).toBe('https://graphql.example.com/graphql');
  });

describe('CustomDomain', () => {
  const scope = synth();

  it('gets a certificate in us-east-1, validated in the public zone of the name', () => {
    expect(scope.dataSources.map(({ properties }) => properties)).toMatchObject([
      { name: 'example.com', private_zone: false },
    ]);
    expect(scope.only('aws_acm_certificate')).toMatchObject({
      provider: 'aws.us-east-1',
      domain_name: 'graphql.example.com',
      validation_method: 'DNS',
    });
    expect(scope.only('aws_acm_certificate_validation').provider).toBe('aws.us-east-1');
    expect(scope.only('aws_route53_record', 'ValidationRecord').records).toEqual([
      expect.stringMatching(/domain_validation_options.*resource_record_value/),
    ]);
  });

  it('uses the certificate once it is issued, and points the name at the API', () => {
    expect(scope.only('aws_appsync_domain_name').certificate_arn).toMatch(
      /aws_acm_certificate_validation\..*\.certificate_arn/,
    );
    expect(scope.only('aws_appsync_domain_name_api_association')).toMatchObject({
      api_id: expect.stringContaining('aws_appsync_graphql_api.'),
      domain_name: expect.stringContaining('aws_appsync_domain_name.'),
    });
    expect(scope.only('aws_route53_record', 'Alias')).toMatchObject({ name: 'graphql.example.com', type: 'A' });
  });

  it.each([undefined, true, false])('is kept from being destroyed as asked (%p)', (preventDestroy) => {
    const kept = synth(preventDestroy);
    for (const type of ['aws_acm_certificate', 'aws_appsync_domain_name', 'aws_appsync_domain_name_api_association']) {
      expect(kept.only(type).lifecycle).toMatchObject({ prevent_destroy: preventDestroy ?? true });
    }
  });
});
