import { type ReactNode } from 'react';
import { type Example, exampleSections } from './examples';

/** All examples; one opens in a tab of the editor. */
export function ExampleList({ onChoose }: { readonly onChoose: (example: Example) => void }): ReactNode {
  return (
    <div className="examples">
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
