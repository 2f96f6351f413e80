import { type PipelineReport } from './run-pipeline';

/** What a pipeline did, for people: a line an action, and why it stopped. */
export function describeReport({ pipeline, outcome, actions }: PipelineReport): readonly string[] {
  const width = Math.max(0, ...actions.map(({ stage, action }) => stage.length + action.length + 1));
  return [
    ...actions.map(({ stage, action, outcome: result, seconds }) =>
      `${`${stage}/${action}`.padEnd(width)}  ${result}${result === 'not run' ? '' : ` (${seconds} s)`}`.trimEnd(),
    ),
    `${pipeline}: ${outcome}`,
  ];
}

/** Why it stopped, and where; undefined when it did not. */
export function failureOf({ actions }: PipelineReport): string | undefined {
  const failed = actions.find(({ outcome }) => outcome === 'failed');
  return failed === undefined ? undefined : `${failed.stage}/${failed.action}: ${failed.reason ?? ''}`;
}
