import { z } from 'zod'
import { Instant, quiet } from '../../../http/schemas.ts'
import { BoardChange, BoardOperation } from './board-changes.schemas.ts'

const DraftVersion = z.int32().min(0).describe('0 = nothing was ever drafted')
const operations = z
  .array(BoardOperation)
  .max(500)
  .describe('an event stands in one of them at most; none = nothing is drafted')

export const NewBoardDraft = z.object({ operations }).meta({ id: 'NewBoardDraft' })

export const SavedBoardDraft = z
  .object({ version: DraftVersion, updatedAt: Instant })
  .meta({ id: 'SavedBoardDraft' })

export const BoardDraft = z
  .object({
    version: DraftVersion,
    updatedAt: Instant.nullable().describe('null = nothing was ever drafted'),
    operations,
    change: BoardChange.nullable().describe(
      'what would become of each operation, in their order, if they were released now; null where there are none',
    ),
  })
  .meta({ id: 'BoardDraft' })

export const ReleaseDraft = z
  .object({ version: DraftVersion.describe('of the draft, as it was read'), ...quiet })
  .meta({ id: 'ReleaseDraft' })
