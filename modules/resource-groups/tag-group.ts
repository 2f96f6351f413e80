import { ResourcegroupsGroup } from '@cdktf/provider-aws/lib/resourcegroups-group';
import { Construct } from 'constructs';

export interface TagGroupProps {
  /** Group name, unique in the account and region. */
  readonly name: string;
  /** Tags that a member carries, all of them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A resource group of everything that carries the given tags, in the region of the stack. */
export class TagGroup extends Construct {
  constructor(scope: Construct, id: string, { name, tags }: TagGroupProps) {
    super(scope, id);
    new ResourcegroupsGroup(this, 'Resource', {
      name,
      resourceQuery: {
        type: 'TAG_FILTERS_1_0',
        query: JSON.stringify({
          ResourceTypeFilters: ['AWS::AllSupported'],
          TagFilters: Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] })),
        }),
      },
    });
  }
}
