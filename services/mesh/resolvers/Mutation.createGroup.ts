import type { Context } from '@aws-appsync/utils';
import { toGroup, type Group } from '../model/group';
import type { GroupItem } from '../model/items';
import { hostHeartbeatIntervalSeconds } from '../settings';

type Ctx = Context<unknown, Record<string, unknown>, { result: GroupItem }>;

/**
 * Mutation.createGroup(…): Group!, by the functions findLiveGroup and putGroup: the host's live group in the domain if
 * there is one, else a new one. Two calls at the same moment can make two groups.
 */
export function request(): Record<string, never> {
  return {};
}

export function response(ctx: Ctx): Group & { heartbeatIntervalSeconds: number } {
  return { ...toGroup(ctx.prev.result), heartbeatIntervalSeconds: hostHeartbeatIntervalSeconds };
}
