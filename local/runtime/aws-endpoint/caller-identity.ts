/** STS' answer to GetCallerIdentity, for the role that every function has here. */
export function callerIdentityXml(accountId: string, requestId: string): string {
  return [
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">',
    `<GetCallerIdentityResult><Arn>arn:aws:sts::${accountId}:assumed-role/local/local</Arn>`,
    `<UserId>AROALOCAL:local</UserId><Account>${accountId}</Account></GetCallerIdentityResult>`,
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`,
    '</GetCallerIdentityResponse>',
  ].join('');
}
