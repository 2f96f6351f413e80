import { type Path } from './syntax';
import { TokenReader } from './token-reader';

/** Parses `path { , path }`. @throws DynamodbError `ValidationException` with the service's message */
export function parseProjection(expression: string): readonly Path[] {
  const reader = new TokenReader('ProjectionExpression', expression);
  const paths = [reader.path()];
  while (reader.takeSymbol(',')) paths.push(reader.path());
  reader.finish(['reserved word']);
  return paths;
}
