import { type ResourceKnowledge, UNKNOWN } from '../knowledge';
import { apiId } from '../support/appsync';
import { text } from '../support/attributes';
import { alphabets } from '../support/identifiers';
import { check, isRfc3339, refusal, type Rule } from '../support/rules';

const hourMs = 3_600_000;

const dayMs = 24 * hourMs;
/** What a key lives when it names no expiry. */
const defaultLifetimeMs = 7 * dayMs;

function rfc3339(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/** AWS keeps the expiry to the hour: another time would come back changed and no later plan would be empty. */
const onFullHour: Rule = (key, value) => {
  if (typeof value !== 'string' || Date.parse(value) % hourMs === 0) return undefined;
  const time = Date.parse(value);
  if (Number.isNaN(time)) return undefined;
  return `"${key}" must be on the full hour, as AWS rounds it down to ${rfc3339(time - (time % hourMs))}, got "${value}"`;
};

const apiKey: ResourceKnowledge = {
  type: 'aws_appsync_api_key',
  computed(planned, context) {
    const expiry = context.now.getTime() + defaultLifetimeMs;
    const key = `da2-${context.uniqueId(26, alphabets.lowerAlphanumeric)}`;
    return {
      id: `${apiId(planned)}:${key}`,
      api_key_id: key,
      key,
      expires: rfc3339(expiry - (expiry % hourMs)),
    };
  },
  defaults: { description: 'Managed by Terraform', expires: UNKNOWN },
  forceNew: ['api_id'],
  // The expiry follows the clock; the key's own characters must not.
  identifiedBy: ['api_id', 'description'],
  sensitive: ['key'],
  validate: (config) => check(config, { expires: [isRfc3339(), onFullHour] }),
  refuseApply(planned, { now, prior }) {
    const expires = text(planned, 'expires');
    // AWS judges the expiry when it is set, not when only the description changes.
    if (expires === undefined || expires === prior?.expires) return [];
    const lifetimeMs = Date.parse(expires) - now.getTime();
    if (lifetimeMs >= dayMs && lifetimeMs <= 365 * dayMs) return [];
    const bound = lifetimeMs < dayMs ? 'a minimum of 1 days' : 'a maximum of 365 days';
    return [
      refusal(
        ['expires'],
        `creating AppSync API Key: ApiKeyValidityOutOfBoundsException: API key must be valid for ${bound}.`,
        `expires is ${expires}, now is ${now.toISOString()}`,
      ),
    ];
  },
};

export const resources: readonly ResourceKnowledge[] = [apiKey];
