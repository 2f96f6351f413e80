import { useEditorContext } from '@graphiql/react';
import { type ReactNode, useEffect, useRef } from 'react';
import { type TabContent } from './example-content';

/**
 * Puts `content` into a tab of the editor it is drawn inside: into the current one while that is empty, else a new one.
 * `onOpened` is called when it is there.
 */
export function TabOpener({
  content,
  onOpened,
}: {
  readonly content: TabContent | undefined;
  readonly onOpened: () => void;
}): ReactNode {
  const editor = useEditorContext({ nonNull: true });
  const askedFor = useRef<TabContent>(undefined);
  useEffect(() => {
    const { queryEditor, variableEditor } = editor;
    if (!content || !queryEditor || !variableEditor) return;
    const isEmpty = queryEditor.getValue().trim() === '';
    if (!isEmpty && askedFor.current !== content) {
      askedFor.current = content;
      editor.addTab();
      return;
    }
    // A new tab starts empty; until it is shown the editor still holds the former one.
    if (!isEmpty) return;
    askedFor.current = undefined;
    queryEditor.setValue(content.query);
    variableEditor.setValue(content.variables);
    queryEditor.focus();
    onOpened();
  }, [content, onOpened, editor]);
  return null;
}
