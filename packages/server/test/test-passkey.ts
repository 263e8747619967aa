import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A device that makes one passkey and answers with it, as browsers do (WebAuthn, ES256, no attestation). */
export interface TestPasskey {
  /** The answer to options for a new passkey. */
  make(options: { challenge: string }, origin: string): object
  /** The answer to options for a sign-in. */
  answer(options: { challenge: string }, origin: string): object
}

const PRESENT_AND_VERIFIED = 0x05
const HAS_KEY = 0x40

export function createTestPasskey(): TestPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  let uses = 0
  const key = publicKey.export({ format: 'jwk' })
  const [x, y] = [key.x, key.y].map((part) => Buffer.from(part ?? '', 'base64url'))
  const cose = Buffer.concat([hex('a5010203262001215820'), x ?? hex(''), hex('225820'), y ?? hex('')])
  const authData = (origin: string, flags: number, rest = hex('')) => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(++uses)
    return Buffer.concat([sha256(new URL(origin).hostname), Buffer.from([flags]), counter, rest])
  }
  const client = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const credential = (response: object) => ({
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
    response,
  })
  return {
    make({ challenge }, origin) {
      const rest = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const data = authData(origin, PRESENT_AND_VERIFIED | HAS_KEY, rest)
      const attestation = Buffer.concat([
        hex('a3'),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        hex('a0'),
        cborText('authData'),
        Buffer.from([0x58, data.length]),
        data,
      ])
      return credential({
        clientDataJSON: client('webauthn.create', challenge, origin).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      })
    },
    answer({ challenge }, origin) {
      const data = authData(origin, PRESENT_AND_VERIFIED)
      const said = client('webauthn.get', challenge, origin)
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), privateKey)
      return credential({
        clientDataJSON: said.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      })
    },
  }
}

const hex = (text: string) => Buffer.from(text, 'hex')
const sha256 = (of: string | Buffer) => createHash('sha256').update(of).digest()
const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])
