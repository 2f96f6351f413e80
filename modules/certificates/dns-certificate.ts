import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { type DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';

export interface DnsCertificateProps {
  /** The one name the certificate is for. */
  readonly domainName: string;
  /** Public zone that holds the name and takes the validation record. */
  readonly zone: DataAwsRoute53Zone;
  /** Provider of the region in which the certificate is used. @default the stack's own */
  readonly provider?: TerraformProvider;
  /** Whether Terraform refuses to destroy the certificate. @default true */
  readonly preventDestroy?: boolean;
}

/** An ACM certificate for one name, validated by a DNS record; who uses `arn` waits until it is issued. */
export class DnsCertificate extends Construct {
  readonly certificate: AcmCertificate;
  readonly #validation: AcmCertificateValidation;

  constructor(scope: Construct, id: string, props: DnsCertificateProps) {
    super(scope, id);
    const { domainName, zone, provider, preventDestroy = true } = props;
    this.certificate = new AcmCertificate(this, 'Resource', {
      provider,
      domainName,
      validationMethod: 'DNS',
      // A replacement is issued before the domain lets go of the old one.
      lifecycle: { createBeforeDestroy: true, preventDestroy },
    });
    const option = this.certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'ValidationRecord', {
      zoneId: zone.zoneId,
      name: option.resourceRecordName,
      type: option.resourceRecordType,
      records: [option.resourceRecordValue],
      ttl: 60,
      // The record is the same for every certificate of the name in the account, so another may have made it.
      allowOverwrite: true,
    });
    this.#validation = new AcmCertificateValidation(this, 'Validation', {
      provider,
      certificateArn: this.certificate.arn,
      validationRecordFqdns: [record.fqdn],
    });
  }

  /** ARN of the issued certificate. */
  get arn(): string {
    return this.#validation.certificateArn;
  }
}
