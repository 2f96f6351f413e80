import {
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { AuthMode, Caller } from '../api';

/** Who may read a field: a mode, and for user pools the groups that one must be a member of. */
interface Permission {
  readonly mode: AuthMode;
  readonly groups?: readonly string[];
}

const DIRECTIVE_MODES: Readonly<Record<string, AuthMode>> = {
  aws_api_key: 'API_KEY',
  aws_iam: 'AWS_IAM',
  aws_cognito_user_pools: 'AMAZON_COGNITO_USER_POOLS',
  aws_oidc: 'OPENID_CONNECT',
  aws_lambda: 'AWS_LAMBDA',
};

/** Decides by the authorization directives which caller may see which field. */
export class FieldAuthorization {
  readonly #permissions = new Map<string, readonly Permission[]>();
  /** Whether any field tells callers apart; if not, a caller who passed the API's own check may see all. */
  readonly isNeeded: boolean;

  constructor(schema: GraphQLSchema, modes: readonly [AuthMode, ...AuthMode[]]) {
    const [defaultMode] = modes;
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) {
        this.#permissions.set(keyOf(type.name, field.name), permissionsOf(type, field, defaultMode));
      }
    }
    const isPlain = (permissions: readonly Permission[]) => permissions.every(({ groups }) => groups === undefined);
    this.isNeeded = modes.length > 1 || ![...this.#permissions.values()].every(isPlain);
  }

  /** Introspection is open to every caller. */
  allows(caller: Caller, typeName: string, fieldName: string): boolean {
    const permissions = this.#permissions.get(keyOf(typeName, fieldName));
    if (permissions === undefined) return true;
    return permissions.some(
      ({ mode, groups }) => mode === caller.mode && (groups === undefined || groups.some(isOneOf(caller))),
    );
  }
}

function keyOf(typeName: string, fieldName: string): string {
  return `${typeName}.${fieldName}`;
}

/** A directive on the field counts before one on its type; without any, the API's default mode holds. */
function permissionsOf(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  defaultMode: AuthMode,
): readonly Permission[] {
  const onField = permissionsIn(field.astNode?.directives ?? [], defaultMode);
  if (onField.length > 0) return onField;
  const typeNodes = [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []);
  const onType = permissionsIn(typeNodes, defaultMode);
  return onType.length > 0 ? onType : [{ mode: defaultMode }];
}

function permissionsIn(directives: readonly ConstDirectiveNode[], defaultMode: AuthMode): readonly Permission[] {
  return directives.flatMap((directive) => {
    const mode = directive.name.value === 'aws_auth' ? defaultMode : DIRECTIVE_MODES[directive.name.value];
    if (mode === undefined) return [];
    const groups = groupsOf(directive);
    return [{ mode, ...(groups === undefined ? {} : { groups }) }];
  });
}

function groupsOf(directive: ConstDirectiveNode): readonly string[] | undefined {
  const node = directive.arguments?.find(({ name }) => name.value === 'cognito_groups')?.value;
  if (node === undefined || node.kind === Kind.NULL) return undefined;
  const groups: unknown = valueFromASTUntyped(node);
  return Array.isArray(groups) ? groups.map(String) : [String(groups)];
}

function isOneOf({ identity }: Caller): (group: string) => boolean {
  const groups = identity?.groups;
  return (group) => Array.isArray(groups) && groups.includes(group);
}
