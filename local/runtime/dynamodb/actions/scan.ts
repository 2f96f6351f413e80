import { validationError } from '../dynamodb-error';
import { requireTable } from '../tables/database';
import { type Action } from './action';
import { conditionOf, placeholdersOf, projectionOf } from './expressions';
import { readPage, readSelect, readTarget, startOf } from './paged-read';
import { type Request } from './request';

const maxSegments = 1_000_000;

function readSegment(request: Request): { readonly segment: number; readonly segments: number } {
  const segments = request.integer('TotalSegments', 1, maxSegments);
  const segment = request.integer('Segment', 0, maxSegments - 1);
  if (segments === undefined && segment === undefined) return { segment: 0, segments: 1 };
  if (segments === undefined) {
    throw validationError(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (segment === undefined) {
    throw validationError(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (segment >= segments) {
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${segments}`,
    );
  }
  return { segment, segments };
}

export const scan: Action = (database, request) => {
  const name = request.requiredText('TableName');
  const { segment, segments } = readSegment(request);
  const placeholders = placeholdersOf(request, ['FilterExpression', 'ProjectionExpression']);
  const filter = conditionOf(request, 'FilterExpression', placeholders);
  const paths = projectionOf(request, placeholders);
  placeholders.requireAllUsed();
  const target = readTarget(request, requireTable(database, name));
  const select = readSelect(request, target, paths);
  return readPage(request, target, {
    entries: target.items.scan(startOf(request, target), segment, segments),
    within: () => true,
    filter,
    paths,
    select,
  });
};
