import { type Attributes } from '../knowledge';
import { blocks, hasUnknown, isSet, text, texts } from './attributes';

/** An action that CodePipeline has: how many artefacts it takes and makes, and what its configuration must and may hold. */
interface ActionType {
  readonly inputs: readonly [min: number, max: number];
  readonly outputs: readonly [min: number, max: number];
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

/** By category, owner and provider. Types that other accounts made (owner Custom) are not judged. */
const actionTypes: Readonly<Record<string, ActionType>> = {
  'Source/AWS/CodeCommit': {
    inputs: [0, 0],
    outputs: [1, 1],
    required: ['RepositoryName', 'BranchName'],
    optional: ['PollForSourceChanges', 'OutputArtifactFormat'],
  },
  'Source/AWS/CodeStarSourceConnection': {
    inputs: [0, 0],
    outputs: [1, 1],
    required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
    optional: ['OutputArtifactFormat', 'DetectChanges'],
  },
  'Source/AWS/S3': {
    inputs: [0, 0],
    outputs: [1, 1],
    required: ['S3Bucket', 'S3ObjectKey'],
    optional: ['PollForSourceChanges', 'AllowOverrideForS3ObjectKey'],
  },
  'Source/AWS/ECR': { inputs: [0, 0], outputs: [1, 1], required: ['RepositoryName'], optional: ['ImageTag'] },
  'Build/AWS/CodeBuild': {
    inputs: [1, 5],
    outputs: [0, 5],
    required: ['ProjectName'],
    optional: ['PrimarySource', 'BatchEnabled', 'BuildspecOverride', 'CombineArtifacts', 'EnvironmentVariables'],
  },
  'Test/AWS/CodeBuild': {
    inputs: [1, 5],
    outputs: [0, 5],
    required: ['ProjectName'],
    optional: ['PrimarySource', 'BatchEnabled', 'BuildspecOverride', 'CombineArtifacts', 'EnvironmentVariables'],
  },
  'Approval/AWS/Manual': {
    inputs: [0, 0],
    outputs: [0, 0],
    required: [],
    optional: ['NotificationArn', 'CustomData', 'ExternalEntityLink'],
  },
  'Deploy/AWS/ECS': {
    inputs: [1, 1],
    outputs: [0, 0],
    required: ['ClusterName', 'ServiceName'],
    optional: ['FileName', 'DeploymentTimeout'],
  },
  'Deploy/AWS/S3': {
    inputs: [1, 1],
    outputs: [0, 0],
    required: ['BucketName', 'Extract'],
    optional: ['ObjectKey', 'KMSEncryptionKeyARN', 'CannedACL', 'CacheControl'],
  },
  'Invoke/AWS/Lambda': {
    inputs: [0, 5],
    outputs: [0, 5],
    required: ['FunctionName'],
    optional: ['UserParameters'],
  },
  'Compute/AWS/Commands': { inputs: [1, 10], outputs: [0, 1], required: [], optional: ['EnvironmentVariables'] },
  'Build/AWS/ECRBuildAndPublish': {
    inputs: [1, 1],
    outputs: [0, 1],
    required: ['ECRRepositoryName'],
    optional: ['DockerFilePath', 'ImageTags', 'RegistryType'],
  },
};

function countProblem(
  name: string,
  kind: 'input' | 'output',
  count: number,
  [min, max]: readonly [number, number],
): string | undefined {
  if (count < min)
    return `InvalidActionDeclarationException: Action ${name} has ${count} ${kind} artifacts. There should be a minimum of ${min} ${kind} artifacts`;
  return count > max
    ? `InvalidActionDeclarationException: Action ${name} has ${count} ${kind} artifacts. There should be a maximum of ${max} ${kind} artifacts`
    : undefined;
}

function configurationProblem(action: Attributes, type: ActionType): string | undefined {
  if (hasUnknown(action, 'configuration')) return undefined;
  const given = Object.keys(blocks(action, 'configuration')[0] ?? {});
  const missing = type.required.find((name) => !given.includes(name));
  const known = [...type.required, ...(type.optional ?? [])];
  const strange = given.find((name) => !known.includes(name));
  const at = `Action configuration for action '${text(action, 'name') ?? ''}'`;
  if (missing !== undefined)
    return `InvalidActionDeclarationException: ${at} is missing required configuration '${missing}'`;
  return strange === undefined
    ? undefined
    : `InvalidActionDeclarationException: ${at} contains unknown configuration '${strange}'`;
}

/** What CodePipeline finds wrong with one action by itself. @param region of the pipeline, when known */
export function actionProblem(action: Attributes, region: string | undefined): string | undefined {
  if (hasUnknown(action, 'category', 'owner', 'provider', 'input_artifacts', 'output_artifacts')) return undefined;
  const [category = '', owner = '', provider = '', version = ''] = ['category', 'owner', 'provider', 'version'].map(
    (name) => text(action, name),
  );
  const name = text(action, 'name') ?? '';
  const type = actionTypes[`${category}/${owner}/${provider}`];
  if (owner === 'Custom' || owner === 'ThirdParty') return undefined;
  if (type === undefined || version !== '1') {
    const place = (region ?? 'this region').toUpperCase().replaceAll('-', '_');
    return `InvalidActionDeclarationException: ActionType (Category: '${category}', Provider: '${provider}', Owner: '${owner}', Version: '${version}') in action '${name}' is not available in region ${place}`;
  }
  const outputs = texts(action, 'output_artifacts');
  const inputs = texts(action, 'input_artifacts');
  return (
    countProblem(name, 'input', inputs.length, type.inputs) ??
    countProblem(name, 'output', outputs.length, type.outputs) ??
    configurationProblem(action, type) ??
    (inputs.length > 1 && category !== 'Compute' && !isSet(blocks(action, 'configuration')[0]?.PrimarySource)
      ? `InvalidActionDeclarationException: Action configuration for action '${name}' is missing required configuration 'PrimarySource'`
      : undefined)
  );
}
