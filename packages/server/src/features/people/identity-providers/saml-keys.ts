import 'reflect-metadata'
import { X509CertificateGenerator } from '@peculiar/x509'

const ALGORITHM = {
  ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 },
  publicExponent: new Uint8Array([1, 0, 1]),
}
const YEARS = 10

/** A key of ours for one provider, and the certificate in which providers want to have it. */
export async function newSamlKey(now: Date): Promise<{ privateKey: string; certificate: string }> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + YEARS)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=Lectern SAML', notBefore: now, notAfter, signingAlgorithm: ALGORITHM },
    keys,
  })
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  const privateKey = `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
  return { privateKey, certificate: certificate.toString('pem') }
}
