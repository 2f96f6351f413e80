import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';

export interface MeshEndpoint {
  readonly graphql: string;
  readonly realtime: string;
  readonly apiKey: string;
}

interface Reply {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string }[];
}

const selections = {
  subscription: `subscription S($groupId: ID!, $domain: String!) { onMessageInGroup(groupId: $groupId, domain: $domain) {
    groupId domain nodeStatus { nodeId groupId domain data { key value } timestamp }
    batchEvent { events { name firedByNodeId groupId domain payload timestamp } firedByNodeId groupId domain timestamp } } }`,
  report: `mutation R($groupId: ID!, $domain: String!, $nodeId: ID!, $data: [SensorDataInput!]!) {
    reportDataByNode(groupId: $groupId, domain: $domain, nodeId: $nodeId, data: $data) {
      groupId domain nodeStatus { nodeId groupId domain data { key value } timestamp } } }`,
  fire: `mutation F($groupId: ID!, $domain: String!, $nodeId: ID!, $events: [EventInput!]!) {
    fireEventsByNode(groupId: $groupId, domain: $domain, nodeId: $nodeId, events: $events) {
      groupId domain batchEvent { events { name firedByNodeId groupId domain payload timestamp } firedByNodeId groupId domain timestamp } } }`,
  create: `mutation C($name: String!, $hostId: ID!, $domain: String!) {
    createGroup(name: $name, hostId: $hostId, domain: $domain, useWebSocket: true) { id } }`,
  join: `mutation J($groupId: ID!, $domain: String!, $nodeId: ID!) { joinGroup(groupId: $groupId, domain: $domain, nodeId: $nodeId) { id } }`,
  renew: `mutation H($groupId: ID!, $domain: String!, $hostId: ID!) { renewHeartbeat(groupId: $groupId, domain: $domain, hostId: $hostId) { expiresAt } }`,
};

export type Operation = Exclude<keyof typeof selections, 'subscription'>;

/** What a subscriber saw: the text that a publisher put in, and when it arrived, in ms of `performance.now`. */
export type Listener = (text: string, atMs: number) => void;

/** A client of Mesh over real sockets: one keep-alive pool for HTTP, one WebSocket a subscriber. */
export class MeshClient {
  readonly #endpoint: MeshEndpoint;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #sockets = new Set<WebSocket>();

  constructor(endpoint: MeshEndpoint) {
    this.#endpoint = endpoint;
  }

  /** Runs an operation. @throws Error with the first message when the answer has errors. */
  async run(operation: Operation, variables: object): Promise<Readonly<Record<string, unknown>>> {
    const reply = await this.#post(JSON.stringify({ query: selections[operation], variables }));
    if (reply.errors || !reply.data) throw new Error(`${operation}: ${reply.errors?.[0]?.message ?? 'no data'}`);
    return reply.data;
  }

  /** Opens a connection of its own and subscribes; resolves once the server has acknowledged it. */
  subscribe(groupId: string, domain: string, listener: Listener): Promise<void> {
    const { host } = new URL(this.#endpoint.graphql);
    const auth = { host, 'x-api-key': this.#endpoint.apiKey };
    const header = Buffer.from(JSON.stringify(auth)).toString('base64url');
    const socket = new WebSocket(this.#endpoint.realtime, ['graphql-ws', `header-${header}`], {
      perMessageDeflate: false,
    });
    this.#sockets.add(socket);
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => {
        socket.send(JSON.stringify({ type: 'connection_init' }));
      });
      socket.on('message', (raw: Buffer) => {
        const text = raw.toString();
        const message = JSON.parse(text) as { type: string };
        if (message.type === 'connection_ack') {
          const data = JSON.stringify({ query: selections.subscription, variables: { groupId, domain } });
          const payload = { data, extensions: { authorization: auth } };
          socket.send(JSON.stringify({ id: '1', type: 'start', payload }));
        } else if (message.type === 'start_ack') {
          resolve();
        } else if (message.type === 'data') {
          listener(text, performance.now());
        } else if (message.type === 'error' || message.type === 'connection_error') {
          reject(new Error(text));
        }
      });
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#agent.destroy();
  }

  #post(body: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const call = request(
        this.#endpoint.graphql,
        {
          method: 'POST',
          agent: this.#agent,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'x-api-key': this.#endpoint.apiKey,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            resolve(JSON.parse(Buffer.concat(chunks).toString()) as Reply);
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }
}
