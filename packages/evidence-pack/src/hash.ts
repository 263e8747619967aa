const toHex = (bytes: ArrayBuffer) => Array.from(new Uint8Array(bytes), byteToHex).join('')
const byteToHex = (byte: number) => byte.toString(16).padStart(2, '0')

/** In hexadecimal. */
export async function sha256(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
  return toHex(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
}

/** A row's: half as long, since there are many. */
export const rowHash = async (row: string) => (await sha256(row)).slice(0, 32)

export const linkOf = (before: string, path: string, hash: string) => sha256(`${before}\n${path}\n${hash}`)
