import { bindCondition, visitPaths, type BoundCondition } from '../expressions/bind-condition';
import { cached } from '../expressions/parse-cache';
import { parseCondition } from '../expressions/parse-condition';
import { parseProjection } from '../expressions/parse-projection';
import { Placeholders } from '../expressions/placeholders';
import { type Path } from '../expressions/syntax';
import { describePath } from '../expressions/bind-condition';
import { validationError } from '../dynamodb-error';
import { type Request } from './request';

const conditionParsers = {
  ConditionExpression: cached((text) => parseCondition('ConditionExpression', text)),
  FilterExpression: cached((text) => parseCondition('FilterExpression', text)),
  KeyConditionExpression: cached((text) => parseCondition('KeyConditionExpression', text)),
};
const projectionParser = cached(parseProjection);

/** The placeholders of a request whose action takes the given expression parameters. */
export function placeholdersOf(request: Request, parameters: readonly string[]): Placeholders {
  return new Placeholders(
    request.placeholders,
    Object.fromEntries(parameters.map((parameter) => [parameter, request.raw(parameter)])),
  );
}

/** The bound condition of a parameter; undefined without the parameter. */
export function conditionOf(
  request: Request,
  parameter: keyof typeof conditionParsers,
  placeholders: Placeholders,
): BoundCondition | undefined {
  const text = request.text(parameter);
  return text === undefined ? undefined : bindCondition(parameter, conditionParsers[parameter](text), placeholders);
}

/** The bound paths of `ProjectionExpression`; undefined without it. */
export function projectionOf(request: Request, placeholders: Placeholders): readonly Path[] | undefined {
  const text = request.text('ProjectionExpression');
  if (text === undefined) return undefined;
  const paths = projectionParser(text).map((path) => placeholders.path('ProjectionExpression', path));
  for (const [index, one] of paths.entries()) {
    for (const two of paths.slice(index + 1)) {
      const parting = one.findIndex((element, depth) => element !== two[depth]);
      if (parting !== -1 && two[parting] !== undefined) continue;
      throw validationError(
        `Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${describePath(one)}, path two: ${describePath(two)}`,
      );
    }
  }
  return paths;
}

/** Names of the top-level attributes that the condition reads. */
export function attributesRead(condition: BoundCondition): ReadonlySet<string> {
  const names = new Set<string>();
  visitPaths(condition, ([name]) => {
    if (typeof name === 'string') names.add(name);
  });
  return names;
}
