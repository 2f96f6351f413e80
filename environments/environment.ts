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

/** What a field of a microservice's items holds; a list names the allowed texts. */
export type FieldType = 'text' | 'email' | 'integer' | 'amount' | 'boolean' | 'timestamp' | readonly string[];

/** One microservice behind the gateway: everything that it needs is made from this entry. */
export interface GatewayService {
  /** At most 16 lower-case letters, digits and hyphens; `users`. */
  readonly name: string;
  /** `User Service` */
  readonly title: string;
  /** One path segment, `/users`. */
  readonly path: string;
  /** Port its containers listen on, 1024 to 65535. */
  readonly port: number;
  /** Priority of its listener rule, 51 to 49999. */
  readonly priority: number;
  /** Priority of the rule for its health, 1 to 49. */
  readonly healthPriority: number;
  readonly version: string;
  /** Fields of its items by name, besides `id` and `created_at`. */
  readonly fields: Readonly<Record<string, FieldType>>;
  /** Items that are there from the start. @default none */
  readonly examples?: readonly Readonly<Record<string, string | number | boolean>>[];
}

/** What may differ between the stages of the gateway. */
export interface GatewayEnvironment {
  /** Existing public zone: validates the certificates and holds `domainName`. */
  readonly publicZoneName: string;
  /** Name of the public load balancer. */
  readonly domainName: string;
  /** Name of the microservices within the Public VPC, `services.<stage>.<public zone>`. */
  readonly servicesDomainName: string;
  /** Name of the egress proxy within the Isolated VPC, `egress.<stage>.<public zone>`. */
  readonly egressDomainName: string;
  readonly publicCidr: string;
  /** Overlaps no other. */
  readonly isolatedCidr: string;
  /** Availability zones, two or more, such as `ap-northeast-1a`. */
  readonly zones: readonly string[];
  /** One NAT gateway in each zone, instead of one for all. */
  readonly natPerZone: boolean;
  /** Requests an address may make in five minutes. Absent: no web ACL. */
  readonly wafRateLimit?: number;
  /** Whether a shell may be opened in running tasks (ECS Exec). */
  readonly allowExec: boolean;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  /** Begins the names of the SSM parameters that other readers use. */
  readonly parameterPrefix: string;
  /** Tasks of each service once it has an image. */
  readonly desiredCount: number;
  readonly services: readonly GatewayService[];
  /** `host:port` that the Isolated VPC may reach through the egress proxy; a host may begin with `*.`. */
  readonly egressAllowedHosts: readonly string[];
  /** Digests (`sha256:…`) of the images that a first deployment runs. Absent: none is pushed yet. */
  readonly images: { readonly proxy?: string; readonly microservice?: string; readonly egressProxy?: string };
}

/** Where a release of the site comes from and how it gets to its tasks. */
export interface WebDeliveryEnvironment {
  /** `codecommit`: an existing repository of the account; `github`: through a connection that a person completes. */
  readonly source: 'codecommit' | 'github';
  /** `tristage` for CodeCommit, `owner/name` for GitHub. */
  readonly repository: string;
  readonly branch: string;
  /** Whether a person approves each release. */
  readonly approval: boolean;
  /**
   * `revision`: what Terraform set, with the new images; `imagedefinitions`: what runs, with the new images, by
   * CodePipeline's own action, which never sees a changed setting.
   */
  readonly deployAction: 'revision' | 'imagedefinitions';
  /** Words of the command that runs once, in the container `app` of the approved release, before it is deployed. Absent: none. */
  readonly migrationCommand?: readonly string[];
}

/** What may differ between the stages of the web system. */
export interface WebEnvironment {
  /** Existing public zone: validates the certificates and holds both names. */
  readonly zoneName: string;
  /** Name of the site. */
  readonly domainName: string;
  /** Name of its API. */
  readonly apiDomainName: string;
  /** Overlaps no other. */
  readonly cidr: string;
  /** Availability zones, two or more, such as `ap-northeast-1a`. */
  readonly zones: readonly string[];
  /** `internal`: CloudFront reaches it inside the VPC; `public`: it faces the internet and admits CloudFront alone. */
  readonly loadBalancer: 'internal' | 'public';
  readonly deployment: 'rolling' | 'blueGreen';
  /** Whether a shell may be opened in running tasks (ECS Exec). */
  readonly allowExec: boolean;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  /** Tasks of each service once it has an image. */
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Seconds that pages are kept at the edge: fewer than static files are kept. */
  readonly htmlCacheSeconds: number;
  readonly priceClass: 'PriceClass_100' | 'PriceClass_200' | 'PriceClass_All';
  /** Countries (ISO 3166-1, two letters) that are served. Absent: all. */
  readonly allowedCountries?: readonly string[];
  /** Requests an address may make in five minutes. Absent: no web ACL. */
  readonly wafRateLimit?: number;
  /** Whether images are resized at the edge. */
  readonly resizeImages: boolean;
  readonly delivery: WebDeliveryEnvironment;
  /** Digests (`sha256:…`) of the images that a first deployment runs; `app` and `proxy` come together. Absent: none is pushed yet. */
  readonly images: { readonly app?: string; readonly proxy?: string; readonly api?: string };
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
  readonly gateway: GatewayEnvironment;
  readonly web: WebEnvironment;
}
