import { useEditorContext } from '@graphiql/react';
import { useEffect } from 'react';
import { withNames } from './example-content';
import { type ExampleNames } from './examples';

/** Puts the names of the group into an example that was opened before there was one, unless the reader has changed it. */
export function NameFollower({ names }: { readonly names: ExampleNames | undefined }): null {
  const { queryEditor, variableEditor, tabs, activeTabIndex } = useEditorContext({ nonNull: true });
  const tabId = tabs[activeTabIndex]?.id;
  useEffect(() => {
    if (!names || !queryEditor || !variableEditor) return;
    const variables = variableEditor.getValue();
    const content = withNames({ query: queryEditor.getValue(), variables }, names);
    if (content && content.variables !== variables) variableEditor.setValue(content.variables);
  }, [names, queryEditor, variableEditor, tabId]);
  return null;
}
