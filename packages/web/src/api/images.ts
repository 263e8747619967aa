import { answered, ifMatch } from './client.ts'

/**
 * Gives something another picture, or none: the body is the file itself, which the typed client does not send.
 *
 * @param image undefined = it is taken away
 */
export async function putImage(path: string, version: number, image: File | undefined): Promise<void> {
  const headers = ifMatch(version)
  const request = image
    ? fetch(path, { method: 'PUT', body: image, headers: { ...headers, 'content-type': image.type } })
    : fetch(path, { method: 'DELETE', headers })
  await answered(
    request.then(async (response) => ({
      response,
      error: response.ok ? undefined : await response.json().catch(() => undefined),
    })),
  )
}
