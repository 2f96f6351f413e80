import { AwsError } from '../aws-endpoint/aws-error';
import { type ParameterTier } from './parameter';

const maxNameLength = 2048;
const maxLevels = 15;
const maxValueCharacters = { Standard: 4096, Advanced: 8192, 'Intelligent-Tiering': 8192 } as const;

/** @throws AwsError `ValidationException` or `HierarchyLevelLimitExceededException` for a name that SSM refuses. */
export function requireParameterName(name: string): void {
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name) || name.length > maxNameLength || name.endsWith('/')) {
    throw invalid(
      `Parameter name must have 1 to ${maxNameLength} characters, only of a-zA-Z0-9_.-/ and not end in /, got ${name}`,
    );
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw invalid(`Parameter name: must be a fully qualified name, got ${name}; begin it with /`);
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive), got ${name}`);
  }
  const levels = name.split('/').filter((part) => part !== '').length;
  if (levels > maxLevels) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have at most ${maxLevels} levels, got ${levels} in ${name}`,
    );
  }
}

/** @throws AwsError `ValidationException` or `ParameterPatternMismatchException`; the value is not in the message. */
export function requireParameterValue(
  value: string,
  { tier, allowedPattern }: { readonly tier: ParameterTier; readonly allowedPattern?: string },
): void {
  const max = maxValueCharacters[tier];
  if (value.length < 1 || value.length > max) {
    throw invalid(`Parameter value must have 1 to ${max} characters in tier ${tier}, got ${value.length}`);
  }
  if (allowedPattern === undefined) return;
  let pattern: RegExp;
  try {
    pattern = new RegExp(allowedPattern);
  } catch {
    throw new AwsError('InvalidAllowedPatternException', `AllowedPattern is no regular expression: ${allowedPattern}`);
  }
  if (!pattern.test(value)) {
    throw new AwsError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
    );
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
