import { Testing } from 'cdktf';
import { type Construct } from 'constructs';
import { type ConfiguredResource, parseConfiguration, type Properties } from './configuration';

/** What constructs synthesize to, outside any stack of this repository. */
export class SynthesizedScope {
  readonly resources: readonly ConfiguredResource[];
  readonly dataSources: readonly ConfiguredResource[];

  constructor(build: (scope: Construct) => void) {
    const { resources, dataSources } = parseConfiguration(
      'test',
      Testing.synthScope((scope) => {
        build(scope);
      }),
    );
    this.resources = resources;
    this.dataSources = dataSources;
  }

  all(type: string): readonly Properties[] {
    return this.resources.filter((resource) => resource.type === type).map(({ properties }) => properties);
  }

  /** The one resource of a type whose address holds `part`. @throws Error when none or several do. */
  only(type: string, part = ''): Properties {
    const found = this.resources.filter((resource) => resource.type === type && resource.address.includes(part));
    const [first] = found;
    if (!first || found.length > 1) throw new Error(`${found.length} resources ${type} match "${part}"`);
    return first.properties;
  }

  /** Statements of the one inline policy whose address holds `part`. */
  statements(part = ''): unknown {
    return (JSON.parse(String(this.only('aws_iam_role_policy', part).policy)) as { Statement: unknown }).Statement;
  }
}
