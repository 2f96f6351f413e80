import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { DnsCertificate, type DnsCertificateProps } from '../../../modules/certificates/dns-certificate';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<DnsCertificateProps> = {}) =>
  new SynthesizedScope((scope) => {
    const zone = new DataAwsRoute53Zone(scope, 'Zone', { name: 'example.com', privateZone: false });
    new DnsCertificate(scope, 'Certificate', { domainName: 'shop.example.com', zone, ...props });
  });

describe('DnsCertificate', () => {
  it('is validated by a record in the zone, and never without a successor', () => {
    const scope = synth();
    const certificate = scope.only('aws_acm_certificate');
    expect(certificate).toMatchObject({
      domain_name: 'shop.example.com',
      validation_method: 'DNS',
      lifecycle: { create_before_destroy: true, prevent_destroy: true },
    });
    expect(certificate).not.toHaveProperty('subject_alternative_names');
    expect(scope.only('aws_route53_record')).toMatchObject({
      zone_id: expect.stringContaining('data.aws_route53_zone.Zone'),
      name: expect.stringMatching(/domain_validation_options\)\.0\.resource_record_name\}$/),
      allow_overwrite: true,
    });
  });

  it('finds the record of each of several names by the name, and waits for all', () => {
    const scope = synth({ alternativeNames: { Api: 'api.example.com' } });
    expect(scope.only('aws_acm_certificate').subject_alternative_names).toEqual(['api.example.com']);
    const field = (name: string, attribute: string): unknown =>
      expect.stringMatching(
        new RegExp(
          `^\\$\\{one\\(\\[for option in aws_acm_certificate\\.Certificate_\\w+\\.domain_validation_options : ` +
            `option\\.${attribute} if option\\.domain_name == "${name}"\\]\\)\\}$`,
        ),
      );
    expect(scope.all('aws_route53_record')).toMatchObject(
      ['api.example.com', 'shop.example.com'].map((name) => ({
        name: field(name, 'resource_record_name'),
        type: field(name, 'resource_record_type'),
        records: [field(name, 'resource_record_value')],
      })),
    );
    expect(scope.only('aws_acm_certificate_validation').validation_record_fqdns).toEqual([
      expect.stringMatching(/Certificate_ValidationRecord_\w+\.fqdn/),
      expect.stringMatching(/Certificate_ApiValidationRecord_\w+\.fqdn/),
    ]);
  });

  it.each<Record<string, string>>([{ Shop: 'shop.example.com' }, { Api: 'api.example.com', Rest: 'api.example.com' }])(
    'refuses %p',
    (names) => {
      expect(() => synth({ alternativeNames: names })).toThrow(
        `Certificate: alternativeNames must differ from domainName and each other, got ${['shop.example.com', ...Object.values(names)].join(', ')}`,
      );
    },
  );
});
