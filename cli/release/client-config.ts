/** Where the calls of a client go. */
export interface ConnectOptions {
  /** Instead of AWS' own endpoints. */
  readonly endpointUrl?: string;
  /** @default by the SDK: `AWS_REGION` or the profile */
  readonly region?: string;
}

/** Configuration of an SDK client with the credentials of the default chain; an endpoint on this machine needs none. */
export function clientConfig({ endpointUrl, region }: ConnectOptions) {
  return {
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl !== undefined && isLoopback(endpointUrl)
      ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
  };
}

export function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
