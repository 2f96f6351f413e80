const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `eab09673…` for a UUID, which is told apart by its beginning; any other id whole. */
export function shortId(id: string): string {
  return uuid.test(id) ? `${id.slice(0, 8)}…` : id;
}

/** `appsync/MeshV2Api-stg` for `/aws/appsync/apis/<id>`, `lambda/<name>` for `/aws/lambda/<name>`; any other log group whole. */
export function shortLogGroup(
  logGroup: string,
  apis: readonly { readonly apiId: string; readonly name: string }[],
): string {
  const [, service, rest = ''] = /^\/aws\/(appsync\/apis|lambda)\/(.+)$/.exec(logGroup) ?? [];
  if (service === 'lambda') return `lambda/${rest}`;
  const api = service === undefined ? undefined : apis.find(({ apiId }) => apiId === rest);
  return api ? `appsync/${api.name}` : logGroup;
}
