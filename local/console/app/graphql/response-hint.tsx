import { useExecutionContext } from '@graphiql/react';
import { type ReactNode } from 'react';

/** Says what to do while the pane for the answer, below which it is drawn, is empty. */
export function ResponseHint({ hasResponse }: { readonly hasResponse: boolean }): ReactNode {
  const { isFetching, isSubscribed } = useExecutionContext({ nonNull: true });
  if (hasResponse) return null;
  if (isSubscribed) {
    return (
      <div className="response-hint">
        <p className="empty-title">Listening</p>
        <p>
          Publish from another tab, for instance with Report sensor data; the messages appear here and wait for you.
        </p>
      </div>
    );
  }
  if (isFetching) return null;
  return (
    <div className="response-hint">
      <p className="empty-title">The answer appears here</p>
      <p>Run the operation with the play button or Ctrl+Enter.</p>
    </div>
  );
}
