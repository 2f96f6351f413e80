import { type PipelineStep } from './pipeline-step';

/**
 * Waits until a person approves, at most 7 days; a rejection stops the pipeline. Who is asked is told by the pipeline's
 * notifications.
 * @param text what the person is to check: at most 1000 characters
 */
export function approvalStep(text: string): PipelineStep {
  return {
    action: {
      name: 'Approve',
      category: 'Approval',
      owner: 'AWS',
      provider: 'Manual',
      version: '1',
      configuration: { CustomData: text },
    },
    statements: [],
  };
}
