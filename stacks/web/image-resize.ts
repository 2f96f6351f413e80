import { join } from 'node:path';
import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { type PathBehaviour } from '../../modules/cloudfront/behaviour';
import { CachePolicy } from '../../modules/cloudfront/cache-policy';
import { EdgeFunction } from '../../modules/cloudfront/edge-function';
import { buildEdgeZip } from '../../modules/cloudfront/edge-zip';
import { type SecurityHeaders } from '../../modules/cloudfront/security-headers';
import { StaticAssets } from '../../modules/cloudfront/static-assets';
import { type UsEast1 } from '../../modules/cloudfront/us-east-1';
import { bundleViewerCode } from '../../modules/cloudfront/viewer-code';
import { ViewerFunction } from '../../modules/cloudfront/viewer-function';
import { LogGroup } from '../../modules/logs/log-group';
import { imageSizes } from './image-sizes';

export interface ImageResizeProps {
  readonly environment: Environment;
  readonly usEast1: UsEast1;
}

const root = join(__dirname, '../..');
const prefix = 'images/';

/**
 * Images in the size and format that a page asks for: `/images/<name>?w=640`. A private bucket holds the originals below
 * `images/`; a CloudFront Function lets through the listed sizes only, and a Lambda@Edge function makes the size once for each
 * edge cache.
 */
export class ImageResize extends Construct {
  readonly originals: StaticAssets;
  readonly request: ViewerFunction;
  readonly #response: EdgeFunction;
  readonly #cachePolicy: CachePolicy;

  constructor(scope: Construct, id: string, { environment, usEast1 }: ImageResizeProps) {
    super(scope, id);
    const { stage, accountId, region, retainData, logRetentionDays } = environment;
    const name = `web-images-${stage}`;
    const bucketName = `${name}-${accountId}-${region}`;
    this.originals = new StaticAssets(this, 'Originals', {
      bucketName,
      accessName: name,
      originId: 'images',
      prefix,
      parameterName: `/tristage/${stage}/assets/web-images`,
      retainData,
    });
    this.request = new ViewerFunction(this, 'Request', {
      name,
      comment: 'Lets through the listed sizes and formats of images',
      code: bundleViewerCode(join(root, 'services/web/edge-functions/image-request.ts'), { IMAGE_SIZES: imageSizes }),
    });
    this.#response = new EdgeFunction(usEast1, 'ImageResize', {
      name,
      description: 'Makes the asked size and format of an image',
      code: buildEdgeZip({
        entryPoint: join(root, 'services/web/image-resize/handler.ts'),
        name,
        outputDirectory: join(root, 'dist'),
        define: { IMAGE_SETTINGS: { bucket: bucketName, region, ...imageSizes } },
        packagesDirectory: join(root, 'node_modules'),
        packages: ['sharp'],
        binaries: ['@img/sharp-linux-x64', '@img/sharp-libvips-linux-x64'],
      }),
      accountId,
      statements: [{ Sid: 'Originals', Action: 's3:GetObject', Resource: this.originals.filesArn }],
      logRetentionDays,
    });
    // The copy that serves this region's viewers writes here; those of other regions make groups without retention.
    new LogGroup(this, 'LogGroup', { name: `/aws/lambda/us-east-1.${name}`, retentionDays: logRetentionDays });
    this.#cachePolicy = new CachePolicy(this, 'CachePolicy', {
      name,
      comment: 'Images: a day unless the original says otherwise, by size and format',
      defaultTtlSeconds: 24 * 60 * 60,
      maxTtlSeconds: 365 * 24 * 60 * 60,
      queryStrings: ['w', 'h', 'fit', 'fm'],
    });
  }

  behaviour(securityHeaders: SecurityHeaders): PathBehaviour {
    return {
      pathPattern: `/${prefix}*`,
      origin: this.originals.origin,
      cachePolicy: this.#cachePolicy,
      securityHeaders,
      viewerRequest: this.request,
      originResponse: this.#response,
    };
  }
}
