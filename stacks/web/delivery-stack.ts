import { join } from 'node:path';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { approvalStep } from '../../modules/delivery-pipeline/approval';
import { ArtifactBucket } from '../../modules/delivery-pipeline/artifact-bucket';
import { BuildProject, type BuildProjectProps } from '../../modules/delivery-pipeline/build-project';
import { readBuildspec } from '../../modules/delivery-pipeline/buildspec';
import { CodecommitSource } from '../../modules/delivery-pipeline/codecommit-source';
import { ConnectionSource } from '../../modules/delivery-pipeline/connection-source';
import { DeliveryPipeline, type DeliveryPipelineProps } from '../../modules/delivery-pipeline/delivery-pipeline';
import { distinctStatements } from '../../modules/delivery-pipeline/distinct-statements';
import { EcsReleaseTarget } from '../../modules/delivery-pipeline/ecs-release-target';
import { imageDefinitionsStep } from '../../modules/delivery-pipeline/image-definitions-deployment';
import { Migration } from '../../modules/delivery-pipeline/migration';
import { type PipelineSource, type PipelineStep } from '../../modules/delivery-pipeline/pipeline-step';
import { pushStatements } from '../../modules/delivery-pipeline/push-statements';
import { RevisionDeployment } from '../../modules/delivery-pipeline/revision-deployment';
import { type PolicyStatement } from '../../modules/iam/policy';
import { releaseParameterName } from '../releases';
import { StageStack } from '../stage-stack';
import { webProject } from './names';
import { type WebNetworkStack } from './network-stack';
import { type WebStack } from './web-stack';

export interface WebDeliveryProps {
  readonly network: WebNetworkStack;
  readonly web: WebStack;
}

const root = join(__dirname, '../..');
const buildspecs = 'services/web/delivery';

/** Files of the artifact of the build that deploy each service. */
const releaseFiles = (service: string) =>
  ['release.json', 'taskdef.json', 'imagedefinitions.json'].map((file) => `${service}/${file}`);

/**
 * Brings the site and its API from a branch to their tasks: one build makes both, so that they are of one commit.
 * @throws RangeError at synth for options that exclude each other, or a buildspec that is not what the pipeline needs.
 */
export class WebDeliveryStack extends StageStack {
  readonly #environment: Environment;
  readonly #props: WebDeliveryProps;
  readonly #targets: { readonly web: EcsReleaseTarget; readonly api: EcsReleaseTarget };
  readonly #common: Pick<BuildProjectProps, 'accountId' | 'artifacts' | 'environment' | 'logRetentionDays'>;

  constructor(scope: Construct, environment: Environment, props: WebDeliveryProps) {
    super(scope, { system: 'web-delivery', project: webProject, service: 'Delivery', environment });
    const { stage, accountId, region, retainData, logRetentionDays, web } = environment;
    const { delivery } = web;
    if (delivery.deployAction === 'imagedefinitions' && web.deployment === 'blueGreen') {
      throw new RangeError(
        `${this.node.path}: web.delivery.deployAction must be revision when web.deployment is blueGreen, got imagedefinitions: CodePipeline's own action knows rolling updates only`,
      );
    }
    this.#environment = environment;
    this.#props = props;
    this.#targets = { web: this.#target('web', ['app', 'proxy']), api: this.#target('web-api', ['api']) };
    const artifacts = new ArtifactBucket(this, 'Artifacts', {
      name: `web-artifacts-${stage}-${accountId}-${region}`,
      keyAlias: `web-artifacts-${stage}`,
      accountId,
      retainData,
    });
    this.#common = {
      accountId,
      artifacts,
      logRetentionDays,
      environment: { STAGE: stage, SYSTEM: 'web', SERVICE: 'web' },
    };

    const { pipeline } = new DeliveryPipeline(this, 'Pipeline', {
      name: `web-${stage}`,
      accountId,
      artifacts,
      source: this.#source(),
      build: this.#build(),
      approval: delivery.approval
        ? approvalStep(`Release of the site and its API to ${stage}: see the tests and images in the log of the build`)
        : undefined,
      migrate: this.#migrate(),
      deploy: this.#deploy(),
      topic: props.network.topic,
    });
    new TerraformOutput(this, 'PipelineName', { value: pipeline.name, staticId: true });
  }

  #source(): PipelineSource {
    const { stage, accountId, web } = this.#environment;
    const { source, repository, branch } = web.delivery;
    return source === 'codecommit'
      ? new CodecommitSource(this, 'Source', { name: `web-${stage}-source`, accountId, repository, branch })
      : new ConnectionSource(this, 'Source', { name: `web-${stage}`, repository, branch });
  }

  #build(): PipelineStep {
    const { stage, web } = this.#environment;
    const { app, proxy, api } = this.#props.network.repositories;
    return new BuildProject(this, 'Build', {
      ...this.#common,
      name: `web-build-${stage}`,
      description: 'Tests the site, builds and pushes its images, adds its static files',
      buildspec: readBuildspec(root, `${buildspecs}/build.buildspec.yml`, {
        tests: true,
        artifact:
          web.delivery.deployAction === 'revision'
            ? [...releaseFiles('web'), ...releaseFiles('web-api')]
            : [...releaseFiles('web'), 'imagedefinitions-web.json', 'imagedefinitions-web-api.json'],
      }),
      output: 'artifact',
      docker: true,
      timeoutMinutes: 60,
      statements: distinctStatements([
        ...this.#targets.web.describeStatements,
        ...this.#targets.api.describeStatements,
        ...pushStatements([app, proxy, api]),
        ...this.#uploadStatements(),
      ]),
    }).step('Build');
  }

  #migrate(): PipelineStep | undefined {
    const { stage, region, web } = this.#environment;
    const command = web.delivery.migrationCommand;
    return command === undefined
      ? undefined
      : new Migration(this, 'Migrate', {
          ...this.#common,
          name: `web-migrate-${stage}`,
          region,
          buildspec: readBuildspec(root, `${buildspecs}/migrate.buildspec.yml`),
          target: this.#targets.web,
          command,
          logGroupName: `/web/${stage}/app`,
        }).step;
  }

  /**
   * One project for both services: should the site fail after the API was deployed, the stage goes back as a whole. The stock
   * action takes one service at a time.
   */
  #deploy(): DeliveryPipelineProps['deploy'] {
    const { stage, web } = this.#environment;
    if (web.delivery.deployAction === 'revision') {
      const deployment = new RevisionDeployment(this, 'Deploy', {
        ...this.#common,
        name: `web-deploy-${stage}`,
        buildspec: readBuildspec(root, `${buildspecs}/deploy.buildspec.yml`),
        targets: [this.#targets.api, this.#targets.web],
        timeoutMinutes: 60,
      });
      return [deployment.step];
    }
    const step = (name: string, target: EcsReleaseTarget, service: string) =>
      imageDefinitionsStep({ name, target, file: `imagedefinitions-${service}.json`, timeoutMinutes: 20 });
    return [step('DeployApi', this.#targets.api, 'web-api'), step('DeploySite', this.#targets.web, 'web')];
  }

  /** Adding static files, and comparing one that is there. */
  #uploadStatements(): readonly PolicyStatement[] {
    const { stage, accountId, region } = this.#environment;
    const { assets, originals } = this.#props.web;
    const parameter = `arn:aws:ssm:${region}:${accountId}:parameter/tristage/${stage}/assets/web`;
    return [
      { Action: 'ssm:GetParameter', Resource: [parameter, `${parameter}-images`] },
      ...(originals ? [{ Action: 's3:PutObject', Resource: originals.filesArn }] : []),
      { Action: ['s3:GetObject', 's3:PutObject'], Resource: [assets.filesArn, `${assets.arn}/releases/*`] },
      // Without the right to list, S3 answers for a file that is not there as for one that is forbidden.
      { Action: 's3:ListBucket', Resource: assets.arn },
    ];
  }

  /** A service under the names that its stack gives it, so that the pipeline reads none of that stack's state. */
  #target(service: 'web' | 'web-api', images: readonly (keyof WebNetworkStack['repositories'])[]): EcsReleaseTarget {
    const { stage, accountId, region } = this.#environment;
    const { cluster, repositories } = this.#props.network;
    const name = `${service}-${stage}`;
    return new EcsReleaseTarget({
      accountId,
      region,
      clusterName: cluster.name,
      serviceName: name,
      family: name,
      roleArns: ['execution', 'task'].map((role) => `arn:aws:iam::${accountId}:role/${name}-${role}`),
      repositories: images.map((image) => repositories[image]),
      releaseParameter: releaseParameterName(stage, service),
    });
  }
}
