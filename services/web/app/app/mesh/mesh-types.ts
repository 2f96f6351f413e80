/** What the page selects of Mesh's types. */
export interface Group {
  readonly id: string;
  readonly domain: string;
  readonly name: string;
  readonly hostId: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

export interface SensorData {
  readonly key: string;
  readonly value: string;
}

export interface NodeStatus {
  readonly nodeId: string;
  readonly data: readonly SensorData[];
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

export interface MeshEvent {
  readonly name: string;
  readonly firedByNodeId: string;
  readonly payload: string | null;
  /** As the sender gave it. */
  readonly timestamp: string;
}

/** Exactly one of its parts is set. */
export interface MeshMessage {
  readonly nodeStatus: NodeStatus | null;
  readonly batchEvent: { readonly events: readonly MeshEvent[]; readonly timestamp: string } | null;
  readonly groupDissolve: { readonly message: string } | null;
}
