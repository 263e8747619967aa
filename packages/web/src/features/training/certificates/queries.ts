import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch, queryClient } from '../../../api/client.ts'

export type Certificate = Schemas['Certificate']
export type CertificateTemplate = Schemas['CertificateTemplate']
export type NewTemplate = Schemas['NewCertificateTemplate']

const certificatesKey = ['certificates'] as const
const templateKey = ['certificate-template'] as const
const refreshed = changesOf(certificatesKey)

export function useSessionCertificates(sessionId: string) {
  return useQuery({
    queryKey: [...certificatesKey, 'of-session', sessionId],
    queryFn: () =>
      answered(api.GET('/api/v1/sessions/{sessionId}/certificates', { params: { path: { sessionId } } })),
  })
}

export function useOwnCertificates(enabled = true) {
  return useQuery({
    queryKey: [...certificatesKey, 'own'],
    queryFn: () => answered(api.GET('/api/v1/me/certificates')),
    enabled,
  })
}

export function useVerified(code: string) {
  return useQuery({
    queryKey: [...certificatesKey, 'verified', code],
    queryFn: () => answered(api.GET('/api/v1/verify/{code}', { params: { path: { code } } })),
  })
}

/** A certificate of a session, and why something is done to it. */
interface Asked {
  readonly certificate: Certificate
  readonly reason: string
}
const target = ({ certificate: { sessionId, id }, reason }: Asked) => ({
  params: { path: { sessionId, certificateId: id } },
  body: { reason },
})

export const issueMissing = (sessionId: string) =>
  refreshed(
    answered(api.POST('/api/v1/sessions/{sessionId}/certificates', { params: { path: { sessionId } } })),
  )

export const recall = (asked: Asked) =>
  refreshed(
    answered(api.POST('/api/v1/sessions/{sessionId}/certificates/{certificateId}/recall', target(asked))),
  )

export const reissue = (asked: Asked) =>
  refreshed(
    answered(api.POST('/api/v1/sessions/{sessionId}/certificates/{certificateId}/reissue', target(asked))),
  )

export const rereadTemplate = () => answered(api.GET('/api/v1/platform/certificate-template'))

export function useTemplate() {
  return useQuery({ queryKey: templateKey, queryFn: rereadTemplate })
}

/** @throws {Problem} 412 when somebody else has changed it meanwhile */
export async function saveCertificateTemplate(
  version: number,
  body: NewTemplate,
): Promise<CertificateTemplate> {
  const header = ifMatch(version)
  const saved = await answered(api.PUT('/api/v1/platform/certificate-template', { params: { header }, body }))
  queryClient.setQueryData(templateKey, saved)
  return saved
}

export async function rotateKey(): Promise<void> {
  await answered(api.POST('/api/v1/platform/certificate-keys'))
  await queryClient.invalidateQueries({ queryKey: templateKey })
}

/** @returns the address of the file, for as long as the page is open */
export async function drawPreview(body: Schemas['CertificateTemplatePreview']): Promise<string> {
  const answer = api.POST('/api/v1/platform/certificate-template/preview', { body, parseAs: 'blob' })
  return URL.createObjectURL((await answered(answer)) as Blob)
}

export const pdfOf = ({ id }: { id: string }) => `/api/v1/me/certificates/${id}/pdf`
