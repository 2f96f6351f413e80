/** Value of the tag `Project` on everything that the gateway's stacks make. */
export const gatewayProject = 'PrivateLinkGateway';
