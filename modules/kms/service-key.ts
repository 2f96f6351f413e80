import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { policyJson, type PolicyStatement } from '../iam/policy';

export interface ServiceKeyProps {
  /** Name after `alias/`. */
  readonly alias: string;
  readonly description: string;
  /** Account whose administrators manage the key. */
  readonly accountId: string;
  /** Who may use the key besides the account's own IAM policies; read when the app is synthesized. @default nobody */
  readonly statements?: readonly PolicyStatement[];
  /** Whether Terraform refuses to destroy the key. @default false */
  readonly preventDestroy?: boolean;
}

/** A customer-managed symmetric key with yearly rotation; deleting it takes 30 days. */
export class ServiceKey extends Construct {
  readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    super(scope, id);
    const { alias, description, accountId, statements = [], preventDestroy = false } = props;
    const administration: PolicyStatement = {
      Sid: 'AccountAdministration',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'kms:*',
      // In a key policy `*` is the key itself.
      Resource: '*',
    };
    this.key = new KmsKey(this, 'Resource', {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: Lazy.stringValue({ produce: () => policyJson([administration, ...statements]) }),
      lifecycle: { preventDestroy },
    });
    new KmsAlias(this, 'Alias', { name: `alias/${alias}`, targetKeyId: this.key.keyId });
  }

  get arn(): string {
    return this.key.arn;
  }
}
