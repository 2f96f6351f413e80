import { type Refusal } from '../knowledge/knowledge';
import { type AttributePath } from '../planner/requires-replace';
import { type AttributePathMessage, type DiagnosticMessage } from './messages';

/** Refusals that end one request; Terraform shows each at its attribute. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly refusals: readonly Refusal[]) {
    super(refusals.map(({ summary, detail }) => `${summary}: ${detail}`).join('; '));
  }
}

/** A refusal of the whole resource, data source or provider block. */
export function refusal(summary: string, detail = ''): Refused {
  return new Refused([{ attribute: [], summary, detail }]);
}

/** What Terraform prints for an error that a request ended with. */
export function diagnosticsOf(error: unknown): DiagnosticMessage[] {
  if (error instanceof Refused) return error.refusals.map(diagnostic);
  const detail = error instanceof Error ? [error.message, causeOf(error)].filter(Boolean).join(': ') : String(error);
  return [diagnostic({ attribute: [], summary: 'The stand-in for the AWS provider failed', detail })];
}

export function diagnostic({ attribute, summary, detail }: Refusal): DiagnosticMessage {
  return { severity: 'ERROR', summary, detail, attribute: attribute.length > 0 ? pathMessage(attribute) : null };
}

export function pathMessage(path: AttributePath): AttributePathMessage {
  return {
    steps: path.map((step) => (typeof step === 'number' ? { element_key_int: step } : { attribute_name: step })),
  };
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : '';
}
