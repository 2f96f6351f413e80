export const parameterTypes = ['String', 'StringList', 'SecureString'] as const;

export type ParameterType = (typeof parameterTypes)[number];

export type ParameterTier = 'Standard' | 'Advanced' | 'Intelligent-Tiering';

/** One version of a parameter. */
export interface Parameter {
  readonly name: string;
  readonly arn: string;
  readonly type: ParameterType;
  readonly value: string;
  /** 1 for the first. */
  readonly version: number;
  readonly modifiedMs: number;
  readonly tier: ParameterTier;
  readonly dataType: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  /** Only of a SecureString. */
  readonly keyId?: string;
}
