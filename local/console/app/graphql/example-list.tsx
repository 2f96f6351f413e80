import { type ReactNode } from 'react';
import { defaultNames, type Example, type ExampleNames, exampleSections } from './examples';

/** All examples; one opens in a tab of the editor. */
export function ExampleList({
  names,
  onChoose,
}: {
  /** Undefined until a group was created. */
  readonly names: ExampleNames | undefined;
  readonly onChoose: (example: Example) => void;
}): ReactNode {
  return (
    <div className="examples">
      <p className="examples-group">
        {names ? 'They use the group created last, ' : 'Run Create a group first. Until then they use '}
        <code>{(names ?? defaultNames).groupId}</code>
        {names && (
          <>
            {' '}
            in domain <code>{names.domain}</code>, also in other tabs.
          </>
        )}
      </p>
      {exampleSections.map(({ title, examples }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <ul>
            {examples.map((example) => (
              <li key={example.title}>
                <button type="button" onClick={() => onChoose(example)}>
                  {example.title}
                  <span className="muted">{example.hint}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
