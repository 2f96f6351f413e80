import { type DeployedResource } from '../../local/runtime/state/deployment';
import {
  type EcsRuntime,
  type EcsRuntimeOptions,
  port,
  releaseParameter,
  startEcsRuntime,
  writeImage,
} from './ecs-runtime';

const place = 'ap-northeast-1:111122223333';
const registry = '111122223333.dkr.ecr.ap-northeast-1.amazonaws.com';
export const sidecarRepository = `${registry}/hello-proxy-stg`;

/** Sleeps until it is told to end. */
const idle = "setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0));";

const sidecarImages: Pick<DeployedResource, 'type' | 'attributes'> = {
  type: 'aws_ecr_repository',
  attributes: { arn: `arn:aws:ecr:${place}:repository/hello-proxy-stg`, name: 'hello-proxy-stg' },
};

/** One ECS service of the containers `app` and `proxy`, which a release brings both images to; without an image yet. */
export function startTwoContainerService(options: Pick<EcsRuntimeOptions, 'resources'> = {}): Promise<EcsRuntime> {
  const log = {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': '/demo/stg/hello',
      'awslogs-stream-prefix': 'ecs',
      'awslogs-region': 'ap-northeast-1',
    },
  };
  return startEcsRuntime({
    containers: (image) => [
      {
        name: 'app',
        image,
        essential: true,
        portMappings: [{ containerPort: port }],
        environment: [{ name: 'PORT', value: String(port) }],
        logConfiguration: log,
      },
      { name: 'proxy', image: `${sidecarRepository}:none`, essential: true, environment: [] },
    ],
    resources: [
      releaseParameter({ sidecars: [{ container: 'proxy', repository: sidecarRepository }] }),
      sidecarImages,
      ...(options.resources ?? []),
    ],
  });
}

/** Writes an image for the container `proxy`; the answer is its digest. */
export function addSidecarImage({ imagesDirectory }: EcsRuntime, program = idle): string {
  return writeImage(imagesDirectory, program, 'hello-proxy');
}
