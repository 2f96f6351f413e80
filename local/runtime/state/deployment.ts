/** One instance of a managed resource as Terraform's state tells it. */
export interface DeployedResource {
  /** Terraform's address, with the key of `count` or `for_each`: `aws_sqs_queue.Jobs["mail"]`. */
  readonly address: string;
  /** Path of the construct below its stack, such as `mesh-stg/Api/Resource`; absent without `cdk.tf.json`. */
  readonly constructPath?: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Region of its provider; absent when neither configuration nor ARN tells it. */
  readonly region?: string;
  /** Addresses, without instance keys, of the resources that it depends on. */
  readonly dependsOn: readonly string[];
}

/** A deployed stack: what Terraform's state holds of it. */
export interface Deployment {
  readonly stackId: string;
  readonly resources: readonly DeployedResource[];
  readonly outputs: Readonly<Record<string, { readonly value: unknown; readonly sensitive: boolean }>>;
  /** Directory from which relative file names in the state start, such as those of Lambda's zips. */
  readonly assetsDirectory: string;
}
