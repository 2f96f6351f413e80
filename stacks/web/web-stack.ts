import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { StaticAssets } from '../../modules/cloudfront/static-assets';
import { UsEast1 } from '../../modules/cloudfront/us-east-1';
import { StageStack } from '../stage-stack';
import { ApiService } from './api-service';
import { WebEdge } from './edge';
import { FrontService } from './front-service';
import { ImageResize } from './image-resize';
import { WebLoadBalancer } from './load-balancer';
import { webProject } from './names';
import { type WebNetworkStack } from './network-stack';
import { OriginSecret } from './origin-secret';
import { webOrigins } from './origins';
import { WebWatch } from './watch';

export interface WebStackProps {
  readonly network: WebNetworkStack;
}

/** The site and its API: two services behind one load balancer, and CloudFront before it. */
export class WebStack extends StageStack {
  /** Where a release puts the static files of the site before its tasks change. */
  readonly assets: StaticAssets;
  /** Where it puts the images that are resized at the edge. Absent: they are not. */
  readonly originals?: StaticAssets;

  constructor(scope: Construct, environment: Environment, { network }: WebStackProps) {
    super(scope, { system: 'web', project: webProject, service: 'Web', environment });
    const { stage, accountId, region, retainData, web } = environment;
    const usEast1 = new UsEast1(this, 'UsEast1', this.usEast1Provider());
    const loadBalancer = new WebLoadBalancer(this, 'LoadBalancer', { environment, network });
    const front = new FrontService(this, 'Front', { environment, network, loadBalancer });
    const api = new ApiService(this, 'Api', { environment, network, loadBalancer });

    this.assets = new StaticAssets(this, 'Assets', {
      bucketName: `web-assets-${stage}-${accountId}-${region}`,
      accessName: `web-assets-${stage}`,
      originId: 'static-assets',
      prefix: '_nuxt/',
      parameterName: `/tristage/${stage}/assets/web`,
      retainData,
    });
    const images = web.resizeImages ? new ImageResize(this, 'Images', { environment, usEast1 }) : undefined;
    this.originals = images?.originals;
    const edge = new WebEdge(this, 'Edge', {
      environment,
      usEast1,
      zone: loadBalancer.zone,
      origins: webOrigins(this, { environment, loadBalancer }),
      assets: this.assets,
      images,
    });
    const { publicAccess } = loadBalancer;
    if (publicAccess !== undefined) {
      new OriginSecret(this, 'OriginSecret', {
        environment,
        topic: network.topic,
        loadBalancer,
        edge,
        headerName: publicAccess.header.name,
      });
    }
    new WebWatch(this, 'Watch', {
      environment,
      usEast1,
      topic: network.topic,
      front: edge.front,
      api: edge.api,
      webAcl: edge.webAcl,
      imageRequest: images?.request,
      loadBalancer: loadBalancer.loadBalancer,
      services: [
        { name: 'web', title: 'Site', service: front.service, targetGroup: front.targetGroup },
        { name: 'web-api', title: 'API', service: api.service, targetGroup: api.targetGroup },
      ],
      tableName: api.table.table.name,
    });
    for (const [name, value] of [
      ['Url', `https://${web.domainName}`],
      ['ApiUrl', `https://${web.apiDomainName}`],
      ['DistributionId', edge.front.id],
      ['DistributionDomainName', edge.front.domainName],
      ['ApiDistributionId', edge.api.id],
      ['ApiDistributionDomainName', edge.api.domainName],
      ['AssetsBucket', this.assets.name],
      ...(images ? [['ImagesBucket', images.originals.name] as const] : []),
    ] as const) {
      new TerraformOutput(this, name, { value, staticId: true });
    }
  }
}
