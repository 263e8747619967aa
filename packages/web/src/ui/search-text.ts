import { type ComboboxItem, type ComboboxParsedItem, isOptionsGroup, type OptionsFilter } from '@mantine/core'

const LETTERS: Readonly<Record<string, string>> = {
  ...{ ø: 'o', đ: 'd', ł: 'l', ħ: 'h', ı: 'i', ŧ: 't', ð: 'd', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' },
  ...{ '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '−': '-' },
}

/**
 * A text as it is searched: without accents, apostrophes, case and what nobody sees, as the server's `search_text()`
 * does it. What a list offers must not hide here what the server found there.
 */
export function searchText(text: string): string {
  return text
    .replace(/['‘’‚‛ʼʻʹ`´′]/g, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]|\p{Cf}/gu, '')
    .replace(/[øđłħıŧðßæœþ‐‑‒–—−]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .normalize('NFC')
}

/** Whether a text has what somebody types, however they type it. */
export function isFound(text: string, query: string): boolean {
  return searchText(text).includes(searchText(query).trim())
}

/** Options whose label has what is typed: the filter of every field with a list. */
export const findOptions: OptionsFilter = ({ options, search, limit }) =>
  (options as ComboboxParsedItem[])
    .flatMap((option): ComboboxParsedItem[] => {
      if (!isOptionsGroup(option)) return isFound((option as ComboboxItem).label, search) ? [option] : []
      const items = option.items.filter(({ label }) => isFound(label, search))
      return items.length > 0 ? [{ ...option, items }] : []
    })
    .slice(0, limit)
