import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { policyJson, type PolicyStatement } from './policy';

export interface ServiceRoleProps {
  /** Role name, at most 64 characters, unique in the account. */
  readonly name: string;
  /** Service principal that takes the role, such as `appsync.amazonaws.com`. */
  readonly service: string;
  /**
   * Account for which alone the service may take the role (`aws:SourceAccount`), against the confused deputy.
   * @default no condition, for services that send no source account, such as Lambda
   */
  readonly sourceAccountId?: string;
  /** What the role may do. @default nothing until `allow` is called */
  readonly statements?: readonly PolicyStatement[];
}

/** A role that one AWS service takes, with inline policies only. */
export class ServiceRole extends Construct {
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { name, service, sourceAccountId, statements = [] } = props;
    this.role = new IamRole(this, 'Resource', {
      name,
      assumeRolePolicy: policyJson([
        {
          Principal: { Service: service },
          Action: 'sts:AssumeRole',
          ...(sourceAccountId !== undefined && {
            Condition: { StringEquals: { 'aws:SourceAccount': sourceAccountId } },
          }),
        },
      ]),
    });
    if (statements.length > 0) this.allow('Policy', statements);
  }

  get arn(): string {
    return this.role.arn;
  }

  /** Adds an inline policy; what uses the role should depend on it when it needs the right from the start. */
  allow(id: string, statements: readonly PolicyStatement[]): IamRolePolicy {
    return new IamRolePolicy(this, id, { name: id, role: this.role.name, policy: policyJson(statements) });
  }
}
