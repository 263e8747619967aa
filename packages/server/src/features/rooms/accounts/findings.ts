import type { MessageParams, StoredMessage } from '../../../domain/message.ts'
import type { AccountFinding, MissingRights } from '../../../providers/provider.ts'

/** A finding as it is kept and said. @param params what its sentence names besides */
export function findingMessage(
  finding: AccountFinding | MissingRights,
  params: MessageParams,
): StoredMessage {
  if (typeof finding === 'string') return { code: finding, params }
  return { code: finding.code, params: { ...params, rights: finding.rights } }
}
