import { defaultNames, type Example, type ExampleNames, exampleSections } from './examples';

export interface TabContent {
  readonly query: string;
  readonly variables: string;
}

export function contentOf({ query, variables }: Example, names: ExampleNames): TabContent {
  const values = variables(names);
  return { query, variables: Object.keys(values).length > 0 ? JSON.stringify(values, undefined, 2) : '' };
}

/** `content` with `names` where it is an example as it was opened before there was a group; undefined for any other. */
export function withNames(content: TabContent, names: ExampleNames): TabContent | undefined {
  const example = exampleSections
    .flatMap(({ examples }) => examples)
    .find((other) => {
      const opened = contentOf(other, defaultNames);
      return opened.query === content.query && opened.variables === content.variables && opened.variables !== '';
    });
  return example && contentOf(example, names);
}
