import { type IAspect, TerraformResource } from 'cdktf';
import { type IConstruct } from 'constructs';

/** Names that the tag takes where they differ from the resource type in PascalCase. */
const namesByType: Readonly<Record<string, string>> = {
  aws_appsync_graphql_api: 'GraphQLAPI',
  aws_dynamodb_table: 'DynamoDB',
};

interface TaggableResource extends TerraformResource {
  tags: Record<string, string>;
  readonly tagsInput?: Readonly<Record<string, string>>;
}

/** The schema gives every taggable AWS resource the pair `tags` and `tags_all`; the generated class shows it. */
function isTaggable(node: IConstruct): node is TaggableResource {
  return node instanceof TerraformResource && 'tagsInput' in node && 'tagsAllInput' in node;
}

function resourceTypeName(terraformType: string): string {
  const known = namesByType[terraformType];
  if (known !== undefined) return known;
  return terraformType
    .split('_')
    .slice(1)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Sets the tag `ResourceType` on every taggable resource below the construct it is applied to. */
export class ResourceTypeTag implements IAspect {
  visit(node: IConstruct): void {
    if (!isTaggable(node)) return;
    node.tags = { ...node.tagsInput, ResourceType: resourceTypeName(node.terraformResourceType) };
  }
}
