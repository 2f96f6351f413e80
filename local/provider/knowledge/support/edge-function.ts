import { type Attributes, type Refusal, type StoreContext } from '../knowledge';
import { parseArn } from './arn';
import { blocks, integer, isSet, text, texts } from './attributes';
import { edgeRegion } from './cloudfront';
import { behaviorsOf } from './distribution-refusals';
import { refusal } from './rules';
import { isAssumableBy } from './trust';

/** What Lambda gives a function by the events that run it. */
const limits = {
  viewer: { seconds: 5, memoryMiB: 128 },
  origin: { seconds: 30, memoryMiB: 10_240 },
} as const;

/** What the ARN alone shows; `undefined` when it is that of a version in the region of edge functions. */
export function edgeArnProblem(arn: string): string | undefined {
  const parts = parseArn(arn);
  if (parts?.service !== 'lambda') return `The function ARN is not valid. ARN: ${arn}`;
  if (parts.region !== edgeRegion) return `The function must be in region '${edgeRegion}'. ARN: ${arn}`;
  return /^function:[^:]+:\d+$/.test(parts.resource)
    ? undefined
    : `The function ARN must reference a specific function version. (The ARN must end with the version number.) ARN: ${arn}`;
}

/** Settings that functions at the edge cannot have, and how to tell that one has it. */
function settingProblem(found: Attributes): string | undefined {
  const runtime = text(found, 'runtime') ?? '';
  if (isSet(found.environment) && blocks(found, 'environment').some(({ variables }) => isSet(variables))) {
    return 'The function cannot have environment variables.';
  }
  if (texts(found, 'architectures').includes('arm64')) return 'The function must have the architecture x86_64.';
  if (isSet(found.layers)) return 'The function cannot have layers.';
  if (isSet(found.vpc_config)) return 'The function cannot be in a VPC.';
  if (isSet(found.dead_letter_config)) return 'The function cannot have a dead letter queue.';
  if (blocks(found, 'tracing_config').some(({ mode }) => mode === 'Active')) {
    return 'The function cannot have active tracing by AWS X-Ray.';
  }
  if (text(found, 'package_type') === 'Image') return 'The function cannot be a container image.';
  if ((integer(found, 'reserved_concurrent_executions') ?? -1) > -1) {
    return 'The function cannot have reserved concurrency.';
  }
  return /^(nodejs|python)/.test(runtime)
    ? undefined
    : `The function must have a Node.js or Python runtime, got ${runtime}.`;
}

function limitProblem(found: Attributes, event: string): string | undefined {
  const { seconds, memoryMiB } = limits[event.startsWith('viewer-') ? 'viewer' : 'origin'];
  const [timeout, memory] = [integer(found, 'timeout') ?? 3, integer(found, 'memory_size') ?? 128];
  const larger = (what: string, value: number, allowed: number) =>
    `The function ${what} is larger than the maximum allowed for functions that are triggered by a CloudFront event: ${value} Max allowed: ${allowed}`;
  if (timeout > seconds) return larger('timeout', timeout, seconds);
  return memory > memoryMiB ? larger('memory size', memory, memoryMiB) : undefined;
}

function roleProblem(found: Attributes, context: StoreContext): string | undefined {
  const role = text(found, 'role') ?? '';
  return isAssumableBy(role, ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'], context)
    ? undefined
    : `The function execution role must be assumable with edgelambda.amazonaws.com as well as lambda.amazonaws.com principals. Update the IAM role and try again. Role: ${role}`;
}

/** What CloudFront finds wrong with the functions that a distribution's behaviours name; functions of other accounts pass. */
export function edgeFunctionRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  return behaviorsOf(planned).flatMap(({ path, behavior }) =>
    blocks(behavior, 'lambda_function_association').flatMap((association, index) => {
      const arn = text(association, 'lambda_arn') ?? '';
      const name = parseArn(arn)?.resource.split(':')[1] ?? '';
      const event = text(association, 'event_type') ?? '';
      const [found] = context.find('aws_lambda_function', { function_name: name }, edgeRegion);
      if (found === undefined) return [];
      const version = Number(text(found, 'version'));
      const isPublished = Number(arn.split(':').at(-1)) <= version;
      const problem = !isPublished
        ? `The function does not exist: ${arn}.`
        : (settingProblem(found) ?? limitProblem(found, event) ?? roleProblem(found, context));
      return problem === undefined
        ? []
        : [
            refusal(
              [...path, 'lambda_function_association', index],
              `InvalidLambdaFunctionAssociation: ${problem} Function: ${arn}`,
            ),
          ];
    }),
  );
}
