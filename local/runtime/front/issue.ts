import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const { subtle } = webcrypto;
cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const issuerName = 'CN=tristage local CA';

/** Key and certificate in PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export interface Lifetime {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function pemPair(keys: webcrypto.CryptoKeyPair, certificate: X509Certificate): Promise<KeyPair> {
  const key = PemConverter.encode(await subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { key: `${key}\n`, cert: `${certificate.toString('pem')}\n` };
}

/** A new certificate authority that can sign server certificates, but no further authorities. */
export async function issueAuthority(lifetime: Lifetime): Promise<KeyPair> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...lifetime,
    name: issuerName,
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pemPair(keys, certificate);
}

/** A new key and a certificate for `names` (DNS names and addresses), signed by `ca`. */
export async function issueServer(ca: KeyPair, names: readonly string[], lifetime: Lifetime): Promise<KeyPair> {
  const keys = await generateKeys();
  const caCertificate = new X509Certificate(ca.cert);
  const caKey = await subtle.importKey('pkcs8', PemConverter.decodeFirst(ca.key), algorithm, false, ['sign']);
  const certificate = await X509CertificateGenerator.create({
    ...lifetime,
    subject: 'CN=localhost',
    issuer: caCertificate.subject,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: caKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await AuthorityKeyIdentifierExtension.create(caCertificate),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pemPair(keys, certificate);
}
