import { type Attributes, isAttributes, isList, type Value } from '../codec/value';
import { refusal } from '../protocol/diagnostics';
import { type Identity } from '../knowledge/knowledge';

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const ACCOUNT = /^\d{12}$/;

/** What one provider block says. */
export interface ProviderConfiguration {
  readonly identity: Identity;
  /** A map, unknown or null. */
  readonly defaultTags: Value;
}

/**
 * Reads a provider block. The account is `accountId`, else the first of `allowed_account_ids`.
 * @throws Refused as the AWS provider refuses: no region, account not allowed, account forbidden.
 */
export function readProviderConfiguration(config: Attributes, accountId: string | undefined): ProviderConfiguration {
  const region = config.region;
  if (typeof region !== 'string' || !REGION.test(region)) {
    throw refusal(`invalid AWS Region: ${typeof region === 'string' ? region : ''}`);
  }
  const allowed = strings(config.allowed_account_ids);
  const account = accountId ?? allowed[0];
  if (account === undefined) {
    throw refusal(
      'no AWS account is known',
      'A rehearsal takes the account from allowed_account_ids of the provider block, or from TRISTAGE_ACCOUNT_ID. Set one of them to twelve digits.',
    );
  }
  if (!ACCOUNT.test(account)) throw refusal(`invalid AWS account ID: ${account}`, 'An account ID has twelve digits.');
  if ((allowed.length > 0 && !allowed.includes(account)) || strings(config.forbidden_account_ids).includes(account)) {
    throw refusal(`AWS account ID not allowed: ${account}`);
  }
  return { identity: { accountId: account, region, partition: 'aws' }, defaultTags: defaultTagsOf(config) };
}

function defaultTagsOf(config: Attributes): Value {
  const blocks = config.default_tags;
  const block = isList(blocks) ? blocks[0] : blocks;
  return isAttributes(block) ? (block.tags ?? null) : null;
}

function strings(value: Value | undefined): readonly string[] {
  return isList(value) ? value.filter((element) => typeof element === 'string') : [];
}
