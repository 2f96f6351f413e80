import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue';
import { type MeshSettings } from '~~/shared/mesh-settings';
import { emptyGroupView, withMembers, withMessage } from '../mesh/group-view';
import { graphqlRequest } from '../mesh/graphql-request';
import { type Group, type MeshMessage, type NodeStatus } from '../mesh/mesh-types';
import { createDomain, listGroups, readGroup, watchGroup } from '../mesh/operations';
import { openWebSocket } from '../mesh/open-web-socket';
import { type RealtimeState, RealtimeSubscription } from '../mesh/realtime-subscription';

const texts = {
  loading: 'Asking where Mesh is…',
  available: 'Mesh is available. Enter a domain to see its groups.',
  'not deployed': 'Mesh is not deployed in this stage, so there is nothing to watch.',
  unknown: 'Mesh cannot be reached at the moment. Try again in a minute.',
} as const;

/** Settles like `work`, but tells failures to `onFailure` in one sentence. */
async function told(work: () => Promise<void>, onFailure: (text: string) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    onFailure(error instanceof Error ? error.message : String(error));
  }
}

/** The live view: its state, and what a viewer can do. Without a browser it stays at `loading`. */
export function useMesh() {
  const settings = shallowRef<MeshSettings>();
  const notice = ref<string>(texts.loading);
  const domain = ref('');
  const groups = shallowRef<readonly Group[]>([]);
  const watched = shallowRef<Group>();
  const connection = shallowRef<RealtimeState>({ kind: 'closed' });
  const view = shallowRef(emptyGroupView);
  let subscription: RealtimeSubscription | undefined;
  const available = () => {
    if (settings.value?.state !== 'available') throw new Error(texts[settings.value?.state ?? 'loading']);
    return settings.value;
  };
  const failed = (text: string): void => {
    notice.value = text;
  };

  const load = (): Promise<void> =>
    told(async () => {
      const response = await fetch('/api/mesh', { cache: 'no-store' });
      if (!response.ok) throw new Error(texts.unknown);
      settings.value = (await response.json()) as MeshSettings; // this site's own route
      notice.value = texts[settings.value.state];
    }, failed);

  const findDomain = (): Promise<void> =>
    told(async () => {
      const answer = await graphqlRequest<{ readonly createDomain: string }>(available(), createDomain);
      domain.value = answer.createDomain;
      await list();
    }, failed);

  const list = (): Promise<void> =>
    told(async () => {
      const variables = { domain: domain.value };
      interface Answer {
        readonly listGroupsByDomain: readonly Group[];
      }
      const { listGroupsByDomain: found } = await graphqlRequest<Answer>(available(), listGroups, variables);
      groups.value = found;
      const count = found.length === 1 ? '1 group is' : `${found.length === 0 ? 'No' : found.length} groups are`;
      notice.value = `${count} open in domain ${variables.domain}.`;
    }, failed);

  const readMembers = (group: Group): Promise<void> =>
    told(async () => {
      interface Answer {
        readonly listNodesInGroup: readonly { readonly id: string }[];
        readonly listGroupStatuses: readonly NodeStatus[];
      }
      const variables = { groupId: group.id, domain: group.domain };
      const answer = await graphqlRequest<Answer>(available(), readGroup, variables);
      if (watched.value?.id !== group.id) return;
      const ids = answer.listNodesInGroup.map(({ id }) => id);
      view.value = withMembers(view.value, ids, answer.listGroupStatuses);
    }, failed);

  const stop = (): void => {
    subscription?.close();
    subscription = undefined;
    watched.value = undefined;
  };

  const watch = (group: Group): void => {
    stop();
    const { endpoint, realtimeUrl, apiKey } = available();
    watched.value = group;
    view.value = emptyGroupView;
    subscription = new RealtimeSubscription({
      ...{ endpoint, realtimeUrl, apiKey, query: watchGroup },
      variables: { groupId: group.id, domain: group.domain },
      onState: (state) => {
        connection.value = state;
        // Messages of the time without a connection are lost, what the nodes reported is not.
        if (state.kind === 'subscribed') void readMembers(group);
      },
      onData: (payload) => {
        const { data } = payload as { readonly data?: { readonly onMessageInGroup?: MeshMessage | null } }; // as selected
        const message = data?.onMessageInGroup;
        if (message) view.value = withMessage(view.value, message, new Date().toISOString());
        if (message?.groupDissolve) subscription?.close();
      },
      openSocket: openWebSocket,
      schedule: (task, delayMs) => {
        const timer = setTimeout(task, delayMs);
        return () => clearTimeout(timer);
      },
      random: Math.random,
    });
  };

  onMounted(load);
  onBeforeUnmount(stop);
  return { settings, notice, domain, groups, watched, connection, view, findDomain, list, watch, stop };
}
