import { pagesOf } from './kit/pages.ts'

/** Sends a whole page. */
export const sendPage = pagesOf({ name: 'GoTo', home: '/developer' })
