import { type Attributes, type Refusal } from '../knowledge';
import { blocks, hasUnknown, isSet, text } from './attributes';
import { lacks, lengthBetween, matches, refusal } from './rules';

export const nameRules = [
  lengthBetween(1, 32),
  matches(/^[0-9A-Za-z-]+$/, 'only alphanumeric characters and hyphens allowed'),
  lacks(/^-|-$/, 'cannot begin or end with a hyphen'),
];

export const actionTypes = [
  'authenticate-cognito',
  'authenticate-oidc',
  'fixed-response',
  'forward',
  'jwt-validation',
  'redirect',
] as const;

export function actionRefusals(config: Attributes, name: string): readonly Refusal[] {
  return blocks(config, name).flatMap((action, index) => {
    const needed: Readonly<Record<string, readonly string[]>> = {
      forward: ['target_group_arn', 'forward'],
      'fixed-response': ['fixed_response'],
      redirect: ['redirect'],
    };
    const names = needed[text(action, 'type') ?? ''];
    if (names === undefined || hasUnknown(action, ...names) || names.some((one) => isSet(action[one]))) return [];
    return [
      refusal(
        [name, index],
        `ValidationError: an action of type ${text(action, 'type') ?? ''} needs ${names.join(' or ')}`,
      ),
    ];
  });
}
