import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { type DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Route53Record, type Route53RecordConfig } from '@cdktf/provider-aws/lib/route53-record';
import { type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';

export interface DnsCertificateProps {
  /** The first name that the certificate is for. */
  readonly domainName: string;
  /** Further names by what each is for, which keys its validation record; none of them twice. @default none */
  readonly alternativeNames?: Readonly<Record<string, string>>;
  /** Public zone that holds the names and takes the validation records. */
  readonly zone: DataAwsRoute53Zone;
  /** Provider of the region in which the certificate is used. @default the stack's own */
  readonly provider?: TerraformProvider;
  /** Whether Terraform refuses to destroy the certificate. @default true */
  readonly preventDestroy?: boolean;
}

/**
 * An ACM certificate, validated by a DNS record for each of its names; who uses `arn` waits until it is issued.
 * @throws RangeError at synth when a name comes twice.
 */
export class DnsCertificate extends Construct {
  readonly certificate: AcmCertificate;
  readonly #validation: AcmCertificateValidation;

  constructor(scope: Construct, id: string, props: DnsCertificateProps) {
    super(scope, id);
    const { domainName, alternativeNames = {}, zone, provider, preventDestroy = true } = props;
    const others = Object.values(alternativeNames);
    const names = [domainName, ...others];
    if (new Set(names).size < names.length) {
      throw new RangeError(
        `${this.node.path}: alternativeNames must differ from domainName and each other, got ${names.join(', ')}`,
      );
    }
    this.certificate = new AcmCertificate(this, 'Resource', {
      provider,
      domainName,
      ...(others.length > 0 && { subjectAlternativeNames: others }),
      validationMethod: 'DNS',
      // A replacement is issued before the domain lets go of the old one.
      lifecycle: { createBeforeDestroy: true, preventDestroy },
    });
    const records = Object.entries({ '': domainName, ...alternativeNames }).map(
      ([key, name]) =>
        new Route53Record(this, `${key}ValidationRecord`, {
          zoneId: zone.zoneId,
          ...this.#validationRecord(name, names.length),
          ttl: 60,
          // The record is the same for every certificate of the name in the account, so another may have made it.
          allowOverwrite: true,
        }),
    );
    this.#validation = new AcmCertificateValidation(this, 'Validation', {
      provider,
      certificateArn: this.certificate.arn,
      validationRecordFqdns: records.map(({ fqdn }) => fqdn),
    });
  }

  /** ARN of the issued certificate. */
  get arn(): string {
    return this.#validation.certificateArn;
  }

  /** What ACM asks for to validate a name. The options of several names are a set, so each is found by its name. */
  #validationRecord(name: string, count: number): Pick<Route53RecordConfig, 'name' | 'type' | 'records'> {
    if (count === 1) {
      const option = this.certificate.domainValidationOptions.get(0);
      return {
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        records: [option.resourceRecordValue],
      };
    }
    const options = `${this.certificate.fqn}.domain_validation_options`;
    const field = (attribute: string) =>
      `\${one([for option in ${options} : option.${attribute} if option.domain_name == "${name}"])}`;
    return {
      name: field('resource_record_name'),
      type: field('resource_record_type'),
      records: [field('resource_record_value')],
    };
  }
}
