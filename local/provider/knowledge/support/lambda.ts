import { type Attributes, type CreateContext } from '../knowledge';
import { parseArn, regionalArn } from './arn';
import { text } from './attributes';
import { alphabets } from './identifiers';
import { matches } from './rules';

export const functionName = matches(
  /^(arn:[\w-]+:lambda:[a-z0-9-]+:\d{12}:function:)?[a-zA-Z0-9_-]{1,140}(:[\w$-]+)?$/,
  'must be a valid function name, a partial or a full function ARN',
);

export function functionArn(planned: Attributes, context: CreateContext): string {
  const given = text(planned, 'function_name') ?? '';
  return parseArn(given) === undefined ? regionalArn(context.identity, 'lambda', `function:${given}`) : given;
}

export function invokeArn(arn: string, { identity }: CreateContext): string {
  return `arn:${identity.partition}:apigateway:${identity.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** In the form of Lambda, `2024-05-06T07:08:09.000+0000`, from the object's own digits, so that runs repeat. */
export function lastModified(context: CreateContext): string {
  const digits = context.uniqueId(6, alphabets.digits);
  const seconds = Date.UTC(2024, 0, 1) / 1000 + Number(digits);
  return new Date(seconds * 1000).toISOString().replace('Z', '+0000');
}
