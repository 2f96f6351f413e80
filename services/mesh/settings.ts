/** What a stage decides about Mesh. The bundler replaces each `MESH_SETTINGS.<field>` by the stage's value. */
export interface MeshSettings {
  /** Name of the table; transactions must name it. */
  readonly tableName: string;
  /** Seconds between two heartbeats that the host is asked to send. */
  readonly hostHeartbeatIntervalSeconds: number;
  /** Seconds after the host's last heartbeat until its group counts as dead. */
  readonly hostHeartbeatTtlSeconds: number;
  /** Seconds between two heartbeats that a member is asked to send. */
  readonly memberHeartbeatIntervalSeconds: number;
  /** Seconds that a membership and a status live without being refreshed. */
  readonly memberHeartbeatTtlSeconds: number;
  /** Longest life of a group, and the life of one that asks for none. */
  readonly maxConnectionTimeSeconds: number;
  /** Seconds that a recorded event lives. The Lambda function gets it as MESH_EVENT_TTL_SECONDS. */
  readonly eventTtlSeconds: number;
  /** Seconds between two polls that clients without WebSocket are asked to keep. */
  readonly pollingIntervalSeconds: number;
}

// APPSYNC_JS has no environment variables here: the object exists only until the code is bundled.
declare const MESH_SETTINGS: MeshSettings;

export const tableName = MESH_SETTINGS.tableName;
export const hostHeartbeatIntervalSeconds = MESH_SETTINGS.hostHeartbeatIntervalSeconds;
export const hostHeartbeatTtlSeconds = MESH_SETTINGS.hostHeartbeatTtlSeconds;
export const memberHeartbeatIntervalSeconds = MESH_SETTINGS.memberHeartbeatIntervalSeconds;
export const memberHeartbeatTtlSeconds = MESH_SETTINGS.memberHeartbeatTtlSeconds;
export const maxConnectionTimeSeconds = MESH_SETTINGS.maxConnectionTimeSeconds;
export const pollingIntervalSeconds = MESH_SETTINGS.pollingIntervalSeconds;
