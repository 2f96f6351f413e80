import { type Attributes, isAttributes, isList, type StoreContext, type Value } from '../knowledge';
import { text } from './attributes';
import { valueFromText } from './json';

function principalsOf(statement: Value): readonly Value[] {
  if (!isAttributes(statement) || statement.Effect !== 'Allow') return [];
  const principal = statement.Principal ?? null;
  const services = isAttributes(principal) ? (principal.Service ?? null) : principal;
  return isList(services) ? services : [services];
}

/** The role of that ARN, when the account has it. */
export function roleOf(arn: string, context: StoreContext): Attributes | undefined {
  return context.find('aws_iam_role', { arn })[0];
}

/** Whether the role lets all of `services`, such as `codebuild.amazonaws.com`, assume it; a role that the account does not have does. */
export function isAssumableBy(arn: string, services: readonly string[], context: StoreContext): boolean {
  const role = roleOf(arn, context);
  if (role === undefined) return true;
  const document = valueFromText(text(role, 'assume_role_policy') ?? '{}');
  const statements = isAttributes(document) ? (document.Statement ?? null) : null;
  const allowed = (isList(statements) ? statements : [statements]).flatMap(principalsOf);
  return services.every((service) => allowed.includes(service));
}
