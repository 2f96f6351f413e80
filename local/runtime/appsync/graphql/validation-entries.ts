import {
  Kind,
  print,
  specifiedRules,
  validate,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import type { GraphqlErrorEntry } from '../api';
import { requestError } from './error-entries';

interface Wording {
  /** AppSync's name of the fault. */
  readonly type: string;
  /** Finds the parts of GraphQL's message that AppSync's is made of. @default the message is kept */
  readonly pattern?: RegExp;
  readonly message?: (parts: readonly string[]) => string;
}

/** AppSync's wording of a fault by the rule that finds it. */
const WORDINGS: Readonly<Record<string, readonly Wording[]>> = {
  FieldsOnCorrectTypeRule: [
    {
      type: 'FieldUndefined',
      pattern: /^Cannot query field "(.*?)" on type "(.*?)"/,
      message: ([field, type]) => `Field '${field}' in type '${type}' is undefined`,
    },
  ],
  KnownArgumentNamesRule: [
    {
      type: 'UnknownArgument',
      pattern: /^Unknown argument "(.*?)"/,
      message: ([name]) => `Unknown field argument ${name}`,
    },
  ],
  ProvidedRequiredArgumentsRule: [
    {
      type: 'MissingFieldArgument',
      pattern: /argument "(.*?)" of type/,
      message: ([name]) => `Missing field argument ${name}`,
    },
  ],
  ScalarLeafsRule: [
    {
      type: 'SubSelectionRequired',
      pattern: /^Field "(.*?)" of type "(.*?)" must have/,
      message: ([field, type]) => `Sub selection required for type ${type} of field ${field}`,
    },
    {
      type: 'SubSelectionNotAllowed',
      pattern: /^Field "(.*?)" must not have a selection since type "(.*?)"/,
      message: ([field, type]) => `Sub selection not allowed on leaf type ${type} of field ${field}`,
    },
  ],
  KnownTypeNamesRule: [
    { type: 'UnknownType', pattern: /^Unknown type "(.*?)"/, message: ([type]) => `Unknown type ${type}` },
  ],
  NoUndefinedVariablesRule: [
    { type: 'UndefinedVariable', pattern: /^Variable "\$(.*?)"/, message: ([name]) => `Undefined variable ${name}` },
  ],
  NoUnusedVariablesRule: [
    { type: 'UnusedVariable', pattern: /^Variable "\$(.*?)"/, message: ([name]) => `Unused variable ${name}` },
  ],
  VariablesInAllowedPositionRule: [
    {
      type: 'VariableTypeMismatch',
      pattern: /of type "(.*?)" used in position expecting type "(.*?)"/,
      message: ([given, expected]) => `Variable type '${given}' doesn't match expected type '${expected}'`,
    },
  ],
  KnownFragmentNamesRule: [
    {
      type: 'UndefinedFragment',
      pattern: /^Unknown fragment "(.*?)"/,
      message: ([name]) => `Undefined fragment ${name}`,
    },
  ],
  NoUnusedFragmentsRule: [
    { type: 'UnusedFragment', pattern: /^Fragment "(.*?)"/, message: ([name]) => `Unused fragment ${name}` },
  ],
  KnownDirectivesRule: [
    {
      type: 'UnknownDirective',
      pattern: /^Unknown directive "@(.*?)"/,
      message: ([name]) => `Unknown directive ${name}`,
    },
    { type: 'MisplacedDirective' },
  ],
  OverlappingFieldsCanBeMergedRule: [{ type: 'FieldsConflict' }],
  UniqueOperationNamesRule: [{ type: 'DuplicateOperationName' }],
  UniqueFragmentNamesRule: [{ type: 'DuplicateFragmentName' }],
  LoneAnonymousOperationRule: [{ type: 'LoneAnonymousOperationViolation' }],
  NoFragmentCyclesRule: [{ type: 'FragmentCycle' }],
  PossibleFragmentSpreadsRule: [{ type: 'InvalidFragmentType' }],
  FragmentsOnCompositeTypesRule: [{ type: 'FragmentTypeConditionInvalid' }],
  VariablesAreInputTypesRule: [{ type: 'NonInputTypeOnVariable' }],
  SingleFieldSubscriptionsRule: [{ type: 'SubscriptionMultipleRootFields' }],
};

/** The faults of a document in AppSync's words; empty when it is valid. */
export function validationEntries(schema: GraphQLSchema, document: DocumentNode): readonly GraphqlErrorEntry[] {
  if (validate(schema, document).length === 0) return [];
  return specifiedRules.flatMap((rule) =>
    validate(schema, document, [rule]).map((error) => entryOf(rule, error, document)),
  );
}

/** A document that does not parse. */
export function syntaxEntry(error: GraphQLError): GraphqlErrorEntry {
  const [location] = error.locations ?? [];
  const { line = 1, column = 1 } = location ?? {};
  const token = /(?:Unexpected|found|character:) (?:Name )?"?(.*?)"?\.?$/.exec(error.message)?.[1] ?? '';
  return {
    path: null,
    locations: [{ line, column, sourceName: null }],
    message:
      'Validation error of type InvalidSyntax: Invalid Syntax : offending token ' +
      `'${token}' at line ${line} column ${column}`,
  };
}

function entryOf(rule: ValidationRule, error: GraphQLError, document: DocumentNode): GraphqlErrorEntry {
  const nodes = (error.nodes ?? []).slice(0, 1);
  const places = (error.nodes ?? []).map((node) => fieldsAround(document, node));
  const fields = places.find((place) => place.length > 0) ?? [];
  const at = fields.length === 0 ? '' : ` @ '${fields.map(({ name }) => name.value).join('/')}'`;
  const { type, message } =
    rule.name === 'ValuesOfCorrectTypeRule' ? wrongValue(error, fields.at(-1)) : worded(rule, error.message);
  return requestError(`Validation error of type ${type}: ${message}${at}`, nodes);
}

function worded(rule: ValidationRule, text: string): { readonly type: string; readonly message: string } {
  for (const { type, pattern, message } of WORDINGS[rule.name] ?? []) {
    if (pattern === undefined || message === undefined) return { type, message: text };
    const parts = pattern.exec(text);
    if (parts !== null) return { type, message: message(parts.slice(1)) };
  }
  return { type: rule.name.replace(/Rule$/, ''), message: text };
}

function wrongValue(
  error: GraphQLError,
  field: FieldNode | undefined,
): { readonly type: string; readonly message: string } {
  const [node] = error.nodes ?? [];
  const argument = field?.arguments?.find(({ value }) => node !== undefined && contains(value, node));
  const missing = /^Field "(?:.*\.)?(.*?)" of required type/.exec(error.message)?.[1];
  const what =
    argument === undefined || node === undefined
      ? 'value'
      : `argument '${argument.name.value}' with value '${shown(argument.value)}'`;
  if (missing !== undefined) return { type: 'WrongType', message: `${what} is missing required fields '[${missing}]'` };
  const expected = /"(.*?)"/.exec(error.message)?.[1] ?? /^(\w+) cannot represent/.exec(error.message)?.[1];
  return {
    type: 'WrongType',
    message: expected === undefined ? `${what}: ${error.message}` : `${what} is not a valid '${expected}'`,
  };
}

/** A literal as AppSync prints it: `StringValue{value='x'}`. */
function shown(node: ASTNode): string {
  if (node.kind === Kind.STRING) return `StringValue{value='${node.value}'}`;
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.BOOLEAN) {
    return `${node.kind}{value=${String(node.value)}}`;
  }
  if (node.kind === Kind.ENUM) return `EnumValue{name='${node.value}'}`;
  if (node.kind === Kind.LIST) return `ArrayValue{values=[${node.values.map(shown).join(', ')}]}`;
  if (node.kind !== Kind.OBJECT) return print(node);
  const fields = node.fields.map(({ name, value }) => `ObjectField{name='${name.value}', value=${shown(value)}}`);
  return `ObjectValue{objectFields=[${fields.join(', ')}]}`;
}

/** The fields that a node lies in, outermost first, itself among them. */
function fieldsAround(document: DocumentNode, target: ASTNode): readonly FieldNode[] {
  const open: FieldNode[] = [];
  let found: readonly FieldNode[] = [];
  visit(document, {
    enter(node) {
      if (node.kind === Kind.FIELD) open.push(node);
      if (node === target) found = [...open];
    },
    leave(node) {
      if (node.kind === Kind.FIELD) open.pop();
    },
  });
  return found;
}

function contains(tree: ASTNode, target: ASTNode): boolean {
  let isFound = false;
  visit(tree, {
    enter(node) {
      isFound ||= node === target;
    },
  });
  return isFound;
}
