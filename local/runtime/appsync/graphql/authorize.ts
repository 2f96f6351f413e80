import { AuthError } from '../auth-error';
import type { ApiDefinition, AuthMode, Caller } from '../api';

type Headers = Readonly<Record<string, string>>;
type Claims = Readonly<Record<string, unknown>>;

const REFUSED = 'You are not authorized to make this call.';
const NO_CREDENTIALS = 'Valid authorization header not provided.';
const SIGNATURE =
  /^AWS4-HMAC-SHA256\s+Credential=([\w-]+)\/\d{8}\/[\w-]+\/\w+\/aws4_request,\s*SignedHeaders=[\w;-]+,\s*Signature=[0-9a-f]{64}$/;

/**
 * Finds out who calls. API keys are checked against the deployed ones and their expiry. For the other modes there is
 * nobody here to ask, so the local rule is: a well-formed credential is taken at its word. That is a Signature Version 4
 * header (its signature is not verified; the access key names the user), a JSON Web Token (its signature is not verified
 * either, `exp` and `nbf` are kept; an issuer at `cognito-idp` makes it a user pool's), or for a Lambda authorizer any token.
 *
 * @throws AuthError
 */
export function authorize(
  definition: ApiDefinition,
  headers: Headers,
  host: string,
  sourceIp: string,
  nowMs: number,
): Caller {
  const { mode, identity } = provenBy(definition, headers, sourceIp, nowMs);
  const domain = host.replace(/:\d+$/, '').toLowerCase();
  return {
    mode,
    identity,
    headers,
    sourceIp: [sourceIp],
    domainName: definition.domainNames.includes(domain) ? domain : null,
  };
}

function provenBy(
  definition: ApiDefinition,
  headers: Headers,
  sourceIp: string,
  nowMs: number,
): Pick<Caller, 'mode' | 'identity'> {
  const accepts = (mode: AuthMode) => definition.authenticationTypes.includes(mode);
  const apiKey = headers['x-api-key'];
  const authorization = headers.authorization?.trim() ?? '';
  if (authorization === '' || (apiKey !== undefined && accepts('API_KEY'))) {
    if (apiKey === undefined) throw new AuthError(NO_CREDENTIALS);
    const isLive = definition.apiKeys.some(({ id, expiresMs }) => id === apiKey && nowMs < expiresMs);
    if (!accepts('API_KEY') || !isLive) throw new AuthError(REFUSED);
    return { mode: 'API_KEY', identity: null };
  }
  const signature = SIGNATURE.exec(authorization);
  if (signature !== null && accepts('AWS_IAM')) {
    return { mode: 'AWS_IAM', identity: iamIdentity(definition.accountId, signature[1] ?? '', sourceIp) };
  }
  const claims = claimsOf(authorization, nowMs);
  if (claims !== undefined) {
    const mode = tokenMode(claims, accepts);
    if (mode !== undefined) return { mode, identity: tokenIdentity(mode, claims, sourceIp) };
  }
  if (accepts('AWS_LAMBDA')) return { mode: 'AWS_LAMBDA', identity: { resolverContext: {} } };
  throw new AuthError(REFUSED);
}

function iamIdentity(accountId: string, accessKeyId: string, sourceIp: string): Claims {
  return {
    accountId,
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    sourceIp: [sourceIp],
    username: accessKeyId,
    userArn: `arn:aws:iam::${accountId}:user/${accessKeyId}`,
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
  };
}

function tokenMode(claims: Claims, accepts: (mode: AuthMode) => boolean): AuthMode | undefined {
  const isUserPool = typeof claims.iss === 'string' && claims.iss.includes('cognito-idp.');
  if (isUserPool && accepts('AMAZON_COGNITO_USER_POOLS')) return 'AMAZON_COGNITO_USER_POOLS';
  return accepts('OPENID_CONNECT') ? 'OPENID_CONNECT' : undefined;
}

function tokenIdentity(mode: AuthMode, claims: Claims, sourceIp: string): Claims {
  const { sub = null, iss: issuer = null } = claims;
  if (mode === 'OPENID_CONNECT') return { claims, issuer, sub };
  return {
    claims,
    defaultAuthStrategy: 'ALLOW',
    groups: claims['cognito:groups'] ?? null,
    issuer,
    sourceIp: [sourceIp],
    sub,
    username: claims['cognito:username'] ?? claims.username ?? sub,
  };
}

/** Claims of a JSON Web Token that is in its time; undefined when the text is none. */
function claimsOf(authorization: string, nowMs: number): Claims | undefined {
  const [, payload] = /^(?:Bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(authorization) ?? [];
  if (payload === undefined) return undefined;
  const claims = parsedObject(Buffer.from(payload, 'base64url').toString('utf8'));
  if (claims === undefined) return undefined;
  const { exp, nbf } = claims;
  const isInTime = (typeof exp !== 'number' || nowMs < exp * 1000) && (typeof nbf !== 'number' || nowMs >= nbf * 1000);
  if (!isInTime) throw new AuthError(REFUSED);
  return claims;
}

function parsedObject(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Checked to be an object right here; its values stay unknown.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
