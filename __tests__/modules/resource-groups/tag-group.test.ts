import { TagGroup } from '../../../modules/resource-groups/tag-group';
import { SynthesizedScope } from '../../support/synth-scope';

it('TagGroup holds what carries all of its tags', () => {
  const group = new SynthesizedScope(
    (scope) => void new TagGroup(scope, 'Group', { name: 'MeshV2-stg', tags: { Project: 'MeshV2', Stage: 'stg' } }),
  ).only('aws_resourcegroups_group');
  const { type, query } = group.resource_query as { type: string; query: string };
  expect(type).toBe('TAG_FILTERS_1_0');
  expect(JSON.parse(query)).toEqual({
    ResourceTypeFilters: ['AWS::AllSupported'],
    TagFilters: [
      { Key: 'Project', Values: ['MeshV2'] },
      { Key: 'Stage', Values: ['stg'] },
    ],
  });
});
