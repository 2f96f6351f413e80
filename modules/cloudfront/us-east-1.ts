import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Aspects, type IAspect, TerraformResource, type TerraformProvider, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';

const region = 'us-east-1';

class UseProvider implements IAspect {
  readonly #provider: TerraformProvider;

  constructor(provider: TerraformProvider) {
    this.#provider = provider;
  }

  visit(node: IConstruct): void {
    if (node instanceof TerraformResource) node.provider ??= this.#provider;
  }
}

/** Region of a resource's provider, in words where it is not known at synth. */
function regionOf(scope: Construct, provider: TerraformProvider | undefined): string {
  const own = TerraformStack.of(scope)
    .node.findAll()
    .find((node) => node instanceof AwsProvider && node.alias === undefined);
  const used = provider ?? own;
  return used instanceof AwsProvider && used.region !== undefined ? used.region : "the stack's own region";
}

/**
 * Refuses what is made elsewhere than in us-east-1, the one region in which CloudFront looks for certificates, web ACLs and
 * functions.
 * @throws RangeError naming the construct path, the prop and the region.
 */
export function requireUsEast1(scope: Construct, prop: string, provider: TerraformProvider | undefined): void {
  const used = regionOf(scope, provider);
  if (used === region) return;
  throw new RangeError(
    `${scope.node.path}: ${prop} must be one of ${region}, got one of ${used}; make it with the provider of ${region}`,
  );
}

/**
 * A scope whose resources are in us-east-1, whatever constructs make them: what CloudFront reads, and what watches it.
 * @throws RangeError at synth for a provider of another region.
 */
export class UsEast1 extends Construct {
  readonly provider: AwsProvider;

  constructor(scope: Construct, id: string, provider: AwsProvider) {
    super(scope, id);
    requireUsEast1(this, 'provider', provider);
    this.provider = provider;
    Aspects.of(this).add(new UseProvider(provider));
  }
}
