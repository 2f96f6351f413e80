/** The stages, in the order in which a change travels. */
export const stages = ['stg', 'stg2', 'prod'] as const;
export type Stage = (typeof stages)[number];

/** Seconds and limits that Mesh's resolvers and functions work with. */
export interface MeshSettings {
  readonly hostHeartbeatIntervalSeconds: number;
  /** Above the host's interval. */
  readonly hostHeartbeatTtlSeconds: number;
  readonly memberHeartbeatIntervalSeconds: number;
  /** Above the member's interval. */
  readonly memberHeartbeatTtlSeconds: number;
  /** Longest life of a group. */
  readonly maxConnectionTimeSeconds: number;
  readonly eventTtlSeconds: number;
  readonly pollingIntervalSeconds: number;
}

/** What may differ between the stages of Mesh. */
export interface MeshEnvironment {
  /** Ends the names of the table, the API and the function; empty or `-<stage>`. */
  readonly nameSuffix: string;
  /** Absent: the API has its generated host only. */
  readonly customDomain?: { readonly domainName: string; readonly zoneName: string };
  readonly settings: MeshSettings;
  /** Names of the API keys, the one in use first. Two while rotating. */
  readonly apiKeyNames: readonly string[];
  /** Name of the SSM SecureString parameter that holds the domain secret. */
  readonly secretKeyParameter: string;
  readonly fieldLogLevel: 'NONE' | 'ERROR' | 'ALL';
  /** Whether the field logs hold headers, arguments and answers. */
  readonly logVerboseContent: boolean;
  readonly monthlyBudgetUsd: number;
  /** Requests an address may make in five minutes. Absent: no web ACL. */
  readonly wafRateLimit?: number;
}

/** What may differ between stages. A value equal in all of them by nature is a module's default instead. */
export interface Environment {
  readonly stage: Stage;
  /** The only account that plan and apply accept: twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** Stateful resources refuse to be destroyed, and tables keep 35 days of point-in-time recovery. */
  readonly retainData: boolean;
  readonly logRetentionDays: number;
  /** Receives every alarm. Absent: nobody is subscribed by Terraform. */
  readonly alarmEmail?: string;
  readonly mesh: MeshEnvironment;
}
