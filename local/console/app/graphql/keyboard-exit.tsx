import { useEditorContext } from '@graphiql/react';
import { useEffect } from 'react';

/** Leaves both keys to the browser, while a list of suggestions still takes them: it comes before these. */
const moveFocus = { Tab: false, 'Shift-Tab': false } as const;

/** Lets Tab and Shift+Tab move the focus out of the editors it is drawn beside, which would indent with them. */
export function KeyboardExit(): null {
  const { queryEditor, variableEditor, headerEditor, responseEditor } = useEditorContext({ nonNull: true });
  useEffect(() => {
    const editors = [queryEditor, variableEditor, headerEditor, responseEditor].filter((editor) => editor !== null);
    for (const editor of editors) editor.addKeyMap(moveFocus);
    return () => {
      for (const editor of editors) editor.removeKeyMap(moveFocus);
    };
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
  return null;
}
