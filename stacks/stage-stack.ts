import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Aspects, S3Backend, TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../environments/environment';
import { ResourceTypeTag } from '../modules/tags/resource-type-tag';

export interface StageStackProps {
  /** First part of the stack id `<system>-<stage>`. */
  readonly system: string;
  /** Value of the tag `Project`. */
  readonly project: string;
  /** Value of the tag `Service`. */
  readonly service: string;
  readonly environment: Environment;
}

/** Name of the bucket that holds the state of a stage. Two stages may share an account, so the stage is part of it. */
export function stateBucketName({ stage, accountId, region }: Environment): string {
  return `tristage-tfstate-${stage}-${accountId}-${region}`;
}

/**
 * A system of one stage: provider, account guard, tags and state are set here and nowhere else. Its id is `<system>-<stage>`,
 * its state the object `<id>.tfstate` in the stage's bucket, locked by S3 itself.
 */
export class StageStack extends TerraformStack {
  readonly #tags: Readonly<Record<string, string>>;
  readonly #environment: Environment;

  constructor(scope: Construct, { system, project, service, environment }: StageStackProps) {
    const id = `${system}-${environment.stage}`;
    super(scope, id);
    this.#environment = environment;
    this.#tags = { Project: project, Stage: environment.stage, Service: service, ManagedBy: 'CDKTF' };

    // Neither `encrypt` nor a key: what the client names overrides the bucket's own default.
    new S3Backend(this, { bucket: stateBucketName(environment), key: `${id}.tfstate`, region: environment.region });
    this.addOverride('terraform.backend.s3.use_lockfile', true);
    this.addOverride('terraform.required_version', '>= 1.11.0');
    this.#provider('Aws', environment.region);
    Aspects.of(this).add(new ResourceTypeTag());
  }

  /** A second provider for us-east-1, where AppSync domains and CloudFront read their certificates. */
  protected usEast1Provider(): AwsProvider {
    return this.#provider('AwsUsEast1', 'us-east-1', 'us-east-1');
  }

  #provider(id: string, region: string, alias?: string): AwsProvider {
    return new AwsProvider(this, id, {
      region,
      alias,
      allowedAccountIds: [this.#environment.accountId],
      defaultTags: [{ tags: { ...this.#tags } }],
    });
  }
}
